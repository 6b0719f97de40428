import { Command, Option } from "commander";
import { textEncoding, type ImportRequest } from "@/domain/imports";
import { saeUrl } from "@/domain/urls";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { closeCompute, getCompute } from "@/workers/compute/shared";
import { dataFolder } from "@/workers/files/data-folder";
import { prepareImport } from "@/workers/import/prepare";
import { registerImport } from "@/workers/import/register-import";
import { requestsOf } from "@/workers/import/requests";
import { connectDatabase } from "../database";
import { ProgressBar } from "../progress";
import { watchCollection } from "../watch-collection";
import { numberWithin, wholeNumber } from "./arguments";

const step = (line: string) => process.stderr.write(`${line}\n`);
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

export default new Command("add")
  .description(
    "Add a language model, and with --sae and --corpus an SAE's dashboards: fetch, check, try, collect.",
  )
  .argument(
    "<model>",
    "a registered model by its name, a folder or a .gguf file, or owner/name[/file.gguf][@revision] on the Hugging Face hub",
  )
  .option(
    "--sae <sources...>",
    "a folder, or owner/name/folder[@revision] on the hub; a file where each layer has one; several are added one after another",
  )
  .option(
    "--corpus <file>",
    "plain text, .jsonl, .json, .csv, .tsv (packed with gzip or zstd, too), .parquet or tokens (.u16), or " +
      "hf:datasets/owner/name/file of the hub; of a registered model also the name of a corpus, which may be left out " +
      "where it has one",
  )
  .option("--name <name>", "the model's name in addresses")
  .option("--sae-name <name>", "the SAE's name in addresses")
  .option("--corpus-name <name>", "the corpus's name")
  .option("--hook <name>", "where the SAE reads, when its files do not say: blocks.5.hook_resid_post")
  .option(
    "--input-scale <factor>",
    "by what the SAE's inputs are multiplied, when its files want a factor (expected_average_only_in) and do not say it",
    numberWithin(Number.MIN_VALUE, 1e9),
  )
  .option(
    "--column <name>",
    "column of the text, the messages or the token ids; when left out text, messages, conversations, input_ids or tokens",
  )
  .addOption(
    new Option(
      "--encoding <name>",
      "of the text; by its byte-order mark, or else UTF-8, when left out",
    ).choices(textEncoding.options),
  )
  .option("--tokens <n>", "tokens of the corpus that are read", wholeNumber(1), 1_000_000)
  .option("--length <n>", "tokens of a passage; as the SAE was trained when left out", wholeNumber(8))
  .option("--no-wait", "return once the work is queued")
  .option("--force", "collect also when the trial says that model and SAE do not belong together")
  .action(async (model: string, { wait, ...options }: { wait: boolean; sae?: string[] }) => {
    const requests = requestsOf(model, options);
    const database = await connectDatabase();
    try {
      const added: Added[] = [];
      for (const request of requests)
        added.push(await addOne({ ...request, model: added[0]?.model ?? request.model }));
      await closeCompute();
      for (const { model: id, sae, collection } of added) {
        if (sae === null || collection === null) {
          step("For dashboards an SAE and a corpus are needed: --sae and --corpus.");
          continue;
        }
        if (wait) await watchCollection(collection, `${id}/${sae}`);
        process.stdout.write(`${saeUrl({ model: id, sae })}\n`);
      }
    } finally {
      await closeCompute();
      await closeDatabase();
      await database.release();
    }
  });

type Added = Awaited<ReturnType<typeof registerImport>>;

async function addOne(request: ImportRequest): Promise<Added> {
  const bars = new Map<string, ProgressBar>();
  const prepared = await prepareImport(request, {
    pool: getDatabase().pool,
    dataFolder: dataFolder(),
    tryPairing: (trial) => getCompute().tryPairing(trial),
    onStep: (line) => {
      for (const [title, bar] of bars) bar.finish(`Fetching ${title}: done`);
      bars.clear();
      step(line);
    },
    onFetch: (title, { received, total }) => {
      const bar = bars.get(title) ?? new ProgressBar(`Fetching ${title}`, megabytes);
      bars.set(title, bar);
      bar.update(received, total);
    },
  });
  const registered = await registerImport(getDatabase().pool, request, prepared);
  step(`Registered ${registered.model}${registered.sae === null ? "" : `/${registered.sae}`}.`);
  return registered;
}
