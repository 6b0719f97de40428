import { basename, extname, resolve } from "node:path";
import { Command } from "commander";
import { FeaturescopeError } from "@/domain/errors";
import { saeUrl } from "@/domain/urls";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { requestCollection } from "@/workers/dashboards/request-collection";
import { chooseEngine } from "@/workers/engine/choose";
import { engineChoice } from "@/workers/engine/engine-choice";
import { dataFolder } from "@/workers/files/data-folder";
import { hashFile } from "@/workers/files/hashes";
import { ensureLanguageModel, loadLanguageModel, type LanguageModel } from "@/workers/files/language-model";
import { readModelConfig } from "@/workers/files/model-config";
import { hashModelWeights } from "@/workers/files/model-weights";
import { checkMemory } from "@/workers/import/check-memory";
import { checkPairing } from "@/workers/import/check-pairing";
import { cutPassages } from "@/workers/import/cut-passages";
import { findSource } from "@/workers/import/find-source";
import { readTexts } from "@/workers/import/read-texts";
import { registerCorpus, registerModel, registerSae } from "@/workers/import/register";
import { smokeTest } from "@/workers/import/smoke-test";
import { foldForInference } from "@/workers/sae/fold-for-inference";
import { findSaeFormat, readSae } from "@/workers/sae/formats/read";
import { saeFolder } from "@/workers/sae/load";
import type { SaelensSae } from "@/workers/sae/formats/saelens";
import { connectDatabase } from "../database";
import { ProgressBar } from "../progress";
import { watchCollection } from "../watch-collection";
import { wholeNumber } from "./arguments";

interface Options {
  name?: string;
  sae?: string;
  saeName?: string;
  hook?: string;
  corpus?: string;
  corpusName?: string;
  column?: string;
  tokens: number;
  length?: number;
  wait: boolean;
  force?: boolean;
}

const SHARD_PASSAGES = 64;
const DEFAULT_LENGTH = 128;
const step = (line: string) => process.stderr.write(`${line}\n`);
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
/** A name for addresses. */
const slugOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "") || "unnamed";

export default new Command("add")
  .description(
    "Add a language model, and with --sae and --corpus an SAE's dashboards: fetch, check, try, collect.",
  )
  .argument("<model>", "a folder, or owner/name[@revision] on the Hugging Face hub")
  .option("--sae <source>", "a folder, or owner/name/folder[@revision] on the hub")
  .option("--corpus <file>", "plain text, .jsonl or .parquet")
  .option("--name <name>", "the model's name in addresses")
  .option("--sae-name <name>", "the SAE's name in addresses")
  .option("--corpus-name <name>", "the corpus's name")
  .option("--hook <name>", "where the SAE reads, when its files do not say: blocks.5.hook_resid_post")
  .option("--column <name>", "column of the text in .jsonl and .parquet", "text")
  .option("--tokens <n>", "tokens of the corpus that are read", wholeNumber(1), 1_000_000)
  .option("--length <n>", "tokens of a passage; as the SAE was trained when left out", wholeNumber(8))
  .option("--no-wait", "return once the work is queued")
  .option("--force", "collect also when the trial says that model and SAE do not belong together")
  .action(async (address: string, options: Options) => {
    const data = dataFolder();
    const source = await findSource(address);
    const folder = await fetched(`Fetching ${address}`, (onProgress) =>
      ensureLanguageModel(source, { dataFolder: data, onProgress }),
    );
    const config = await readModelConfig(resolve(folder, "config.json"));
    const found = options.sae ? await openSae(options.sae, options.hook, data) : null;
    if (found) checkPairing(found.sae.config, config);
    checkMemory(config, found?.sae.config ?? null);
    const model = await loadLanguageModel(folder);
    const sha256 = await hashModelWeights(folder, config);
    step(`${config.family}, ${config.layers} layers, width ${config.width}: checked.`);

    const corpus = options.corpus ? await readCorpus(options.corpus, model, found?.sae, options) : null;
    if (found && corpus) await tryOut(model, found.sae, corpus, options.force === true);

    const id = slugOf(options.name ?? basename(address.replace(/@.*$/, "")));
    const database = await connectDatabase();
    try {
      const { pool } = getDatabase();
      const { saeId, corpusId, slug } = await inTransaction(pool, async (client) => {
        await client.query("SELECT pg_advisory_xact_lock(hashtext('register'), hashtext($1))", [id]);
        await registerModel(client, {
          id,
          title: options.name ?? basename(address),
          config,
          source,
          sha256,
          pieces: model.tokenizer.pieces,
        });
        const slug = slugOf(options.saeName ?? (found ? nameOf(found.sae) : ""));
        return {
          slug,
          saeId: found
            ? await registerSae(client, { modelId: id, slug, config: found.sae.config, ...found })
            : null,
          corpusId:
            corpus && options.corpus
              ? await registerCorpus(client, {
                  modelId: id,
                  slug: slugOf(options.corpusName ?? basename(options.corpus, extname(options.corpus))),
                  title: options.corpusName ?? basename(options.corpus),
                  writtenBy: basename(options.corpus),
                  passages: corpus,
                  vocabulary: config.vocabulary,
                })
              : null,
        };
      });
      step(`Registered ${id}${saeId === null ? "" : `/${slug}`}.`);
      if (saeId === null || corpusId === null) {
        step("For dashboards an SAE and a corpus are needed: --sae and --corpus.");
        return;
      }
      const settings = { shardPassages: SHARD_PASSAGES, passages: null };
      const { id: collection } = await requestCollection(
        pool,
        { saeId, corpusId, settings },
        { again: true },
      );
      if (options.wait) await watchCollection(collection, `${id}/${slug}`);
      process.stdout.write(`${saeUrl({ model: id, sae: slug })}\n`);
    } finally {
      await closeDatabase();
      await database.release();
    }
  });

async function fetched<R>(
  title: string,
  work: (onProgress: (p: { received: number; total: number | null }) => void) => Promise<R>,
): Promise<R> {
  const bar = new ProgressBar(title, megabytes);
  const result = await work(({ received, total }) => bar.update(received, total));
  bar.finish(`${title}: done`);
  return result;
}

async function openSae(name: string, hook: string | undefined, data: string) {
  const source = await findSource(name, hook);
  const folder = await saeFolder(source, data);
  const { format, weightsFile } = await findSaeFormat(folder);
  const sae = await readSae(folder, { hookName: hook });
  const { architecture, dSae, hookName } = sae.config;
  step(`${format.title}: ${architecture}, ${dSae.toLocaleString("en")} features at ${hookName}.`);
  return { sae, source, sha256: await hashFile(weightsFile, "sha256", "hex") };
}

/** "5-resid-post-24k": layer, site and size. */
function nameOf({ config }: SaelensSae): string {
  const site = config.hookName.replace(/^blocks\./, "").replace(/\.?hook_|[._]/g, "-");
  const size = config.dSae >= 1000 ? `${Math.round(config.dSae / 1024)}k` : String(config.dSae);
  return `${site}-${config.output ? "transcoder-" : ""}${size}`;
}

async function readCorpus(file: string, model: LanguageModel, sae: SaelensSae | undefined, options: Options) {
  const { config, tokenizer } = model;
  const length = Math.min(options.length ?? sae?.config.contextSize ?? DEFAULT_LENGTH, config.context);
  const passages = await cutPassages(readTexts(resolve(file), options.column), {
    config,
    tokenizer,
    length,
    limit: options.tokens,
  });
  if (passages.length === 0)
    throw new FeaturescopeError("BAD_INPUT", `${file} holds no text of a few tokens.`, "Give another file.");
  const tokens = passages.reduce((sum, passage) => sum + passage.length - 1, 0);
  step(`${file}: ${tokens.toLocaleString("en")} tokens in ${passages.length.toLocaleString("en")} passages.`);
  return passages;
}

async function tryOut(
  model: LanguageModel,
  sae: SaelensSae,
  passages: Uint32Array[],
  force: boolean,
): Promise<void> {
  const { engine } = await chooseEngine(engineChoice(process.env.FEATURESCOPE_ENGINE), { threads: 1 });
  const folded = foldForInference(sae, { inputScale: sae.inputScale });
  const { quality, warnings, wrong } = await smokeTest(engine, model, folded, passages);
  await engine.dispose();
  const { tokens, l0, fvu, ceRecovered } = quality;
  step(
    `On ${tokens.toLocaleString("en")} tokens: L0 ${l0.toFixed(1)}, FVU ${fvu.toFixed(4)}, CE recovered ${ceRecovered.toFixed(3)}.`,
  );
  for (const warning of warnings) step(`WARNING: ${warning}`);
  if (wrong && !force)
    throw new FeaturescopeError(
      "BAD_INPUT",
      "The trial says that model and SAE do not belong together; nothing was registered.",
      "Check model, hook and layer, or collect all the same with --force.",
    );
}
