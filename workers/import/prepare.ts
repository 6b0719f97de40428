/** Everything of an import before the database: fetch, check, read the corpus, try. */
import { basename, resolve } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { ImportRequest } from "@/domain/imports";
import type { LanguageModelConfig, SaeConfig, WeightsSource } from "@/domain/models";
import type { SaeRef } from "../compute/api";
import { checkFinite } from "../files/check-finite";
import { hashFile } from "../files/hashes";
import {
  ensureLanguageModel,
  hashLanguageModel,
  loadModelConfig,
  loadModelWeights,
  loadTokenizer,
} from "../files/language-model";
import { withoutNotes, type CorpusPassage } from "../files/token-corpus";
import type { FetchProgress } from "../files/sources/fetch-options";
import { ensureDatasetFile, isDatasetPlace } from "../files/sources/hub-dataset";
import { saeFolder } from "../sae/load";
import { findSaeFormat, readOptions, readSae } from "../sae/formats/read";
import { checkMemory } from "./check-memory";
import { checkPairing, checkTexts } from "./check-pairing";
import { cutPassages } from "./cut-passages";
import { checkRoot, findSource } from "./find-source";
import { readTexts } from "./read-texts";
import { withChat } from "./register";
import { SMOKE_TOKENS, type SmokeTest } from "./smoke-test";

export interface ImportContext {
  dataFolder: string;
  /** The trial's figures are computed there. */
  tryPairing: (request: { sae: SaeRef; passages: Uint32Array[] }, signal?: AbortSignal) => Promise<SmokeTest>;
  /** Told of every step, for people. */
  onStep: (line: string) => void;
  onFetch: (title: string, progress: FetchProgress) => void;
  /** Folders are read only inside of FEATURESCOPE_ROOTS, and none where it is not set. */
  rootsOnly?: boolean;
  signal?: AbortSignal;
}

export interface PreparedImport {
  config: LanguageModelConfig;
  source: WeightsSource;
  sha256: string;
  pieces: readonly string[];
  sae: { config: SaeConfig; source: WeightsSource; sha256: string } | null;
  passages: CorpusPassage[] | null;
  warnings: string[];
}

const DEFAULT_LENGTH = 128;

/** Throws what is wrong with model, SAE, corpus or their pairing; BAD_INPUT when the trial says that they do not fit. */
export async function prepareImport(request: ImportRequest, context: ImportContext): Promise<PreparedImport> {
  const { dataFolder, onStep, onFetch, signal, rootsOnly } = context;
  const fetching = (title: string) => ({
    dataFolder,
    onProgress: (progress: FetchProgress) => onFetch(title, progress),
    ...(signal ? { signal } : {}),
  });
  const source = await findSource(request.model, { rootsOnly });
  const folder = await ensureLanguageModel(source, fetching(request.model));
  const config = await loadModelConfig(folder);
  const found = request.sae
    ? await openSae(await findSource(request.sae, { rootsOnly, hookName: request.hook }), (place) =>
        saeFolder(place, dataFolder, fetching(request.sae ?? "")),
      )
    : null;
  if (found) {
    const { architecture, dSae, hookName } = found.config;
    onStep(`${found.format}: ${architecture}, ${dSae.toLocaleString("en")} features at ${hookName}.`);
    checkPairing(found.config, config);
  }
  checkMemory(config, found?.config ?? null);
  signal?.throwIfAborted();
  const tokenizer = await loadTokenizer(folder, config);
  const sha256 = await hashLanguageModel(folder, config);
  checkFinite(await loadModelWeights(folder, config, dataFolder), folder);
  onStep(`${config.family}, ${config.layers} layers, width ${config.width}: checked.`);

  if (tokenizer.encodeChat) onStep("It has a chat template.");
  const prepared = {
    config: withChat(config, tokenizer),
    source,
    sha256,
    pieces: tokenizer.pieces,
    sae: found,
    warnings: [],
  };
  if (!request.corpus) return { ...prepared, passages: null };
  const file = isDatasetPlace(request.corpus)
    ? await ensureDatasetFile(request.corpus, fetching(request.corpus))
    : resolve(request.corpus);
  if (rootsOnly && !isDatasetPlace(request.corpus)) checkRoot(file, { required: true });
  const length = Math.min(request.length ?? found?.config.contextSize ?? DEFAULT_LENGTH, config.context);
  const passages = await cutPassages(readTexts(file, request.column), {
    config,
    tokenizer,
    length,
    limit: request.tokens,
  });
  if (passages.length === 0)
    throw new FeaturescopeError("BAD_INPUT", `${file} holds no text of a few tokens.`, "Give another file.");
  const tokens = passages.reduce((sum, passage) => sum + passage.length - 1, 0);
  const count = (n: number) => n.toLocaleString("en");
  onStep(`${basename(file)}: ${count(tokens)} tokens in ${count(passages.length)} passages.`);
  const noted = withoutNotes(passages);
  if (!found) return { ...prepared, passages: noted };
  if (!request.force) checkTexts(found.config, tokenizer, passages);

  signal?.throwIfAborted();
  onStep(`Trying both together on ${count(SMOKE_TOKENS)} tokens.`);
  const sae = { source: found.source, sha256: found.sha256, model: { source, sha256 } };
  const { quality, warnings, wrong } = await context.tryPairing(
    { sae, passages: passages.slice(0, TRIAL_PASSAGES) },
    signal,
  );
  onStep(
    `On ${count(quality.tokens)} tokens: L0 ${quality.l0.toFixed(1)}, FVU ${quality.fvu.toFixed(4)}, ` +
      `CE recovered ${quality.ceRecovered.toFixed(3)}.`,
  );
  if (wrong && !request.force)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The trial says that the model and the SAE do not match: ${warnings.join(" ")}`,
      "Nothing was registered. Check model, hook and layer, or collect all the same (--force).",
    );
  for (const warning of warnings) onStep(`WARNING: ${warning}`);
  return { ...prepared, passages: noted, warnings };
}

/** More than a trial reads, however short they are. */
const TRIAL_PASSAGES = 512;

async function openSae(source: WeightsSource, fetch: (source: WeightsSource) => Promise<string>) {
  const folder = await fetch(source);
  const { format, weightsFile } = await findSaeFormat(folder);
  const { config } = await readSae(folder, readOptions(source));
  return { config, source, format: format.title, sha256: await hashFile(weightsFile, "sha256", "hex") };
}
