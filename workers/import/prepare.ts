/** Everything of an import before it is registered: fetch, check, read the corpus, try. */
import { basename, resolve } from "node:path";
import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import type { ImportRequest } from "@/domain/imports";
import type { LanguageModelConfig, SaeConfig, WeightsSource } from "@/domain/models";
import { checkModelId, slugOf } from "@/domain/names";
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
import type { CorpusPassage } from "../files/token-corpus";
import type { FetchProgress } from "../files/sources/fetch-options";
import { ensureDatasetFile, isDatasetPlace } from "../files/sources/hub-dataset";
import { knownScale } from "../sae/fold-for-inference";
import { saeFolder } from "../sae/load";
import { readTraining } from "../sae/read-training";
import { findSaeFormat, isSaeFile, readOptions, readSae } from "../sae/formats/read";
import { checkMemory } from "./check-memory";
import { checkPairing, checkTexts } from "./check-pairing";
import { checkRoot, findSource } from "./find-source";
import { readCorpus } from "./read-corpus";
import { withChat } from "./register";
import { modelTitle } from "./model-title";
import {
  chooseCorpus,
  findRegistered,
  type RegisteredCorpus,
  type RegisteredModel,
} from "./registered-model";
import { SMOKE_TOKENS, type SmokeTest } from "./smoke-test";

export interface ImportContext {
  /** Where models are registered that may be named by their id. */
  pool: Pool;
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
  /** The model where it is registered already, which leaves its entry as it is. */
  known: RegisteredModel | null;
  config: LanguageModelConfig;
  source: WeightsSource;
  sha256: string;
  pieces: readonly string[];
  sae: { config: SaeConfig; source: WeightsSource; sha256: string; training: object | null } | null;
  /** A corpus that is registered already, or the passages of another; neither where the SAE is only registered. */
  corpus: RegisteredCorpus | null;
  passages: CorpusPassage[] | null;
  /** Tokens of a passage at most, where they were cut here. */
  length: number | null;
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
  const known = await findRegistered(context.pool, request.model);
  if (known && request.name !== undefined && request.name !== known.id)
    throw new FeaturescopeError("BAD_INPUT", `${known.id} has a name already.`, "Leave out --name.");
  // at once, and not only when everything is read and tried
  if (!known) checkModelId(slugOf(modelTitle(request)) ?? "");
  const source = known?.source ?? (await findSource(request.model, { rootsOnly }));
  const folder = await ensureLanguageModel(source, fetching(request.model));
  const config = await loadModelConfig(folder);
  const found = request.sae
    ? await openSae(
        await findSource(request.sae, {
          rootsOnly,
          hookName: request.hook,
          inputScale: request.inputScale,
          isFile: isSaeFile,
        }),
        (place) => saeFolder(place, dataFolder, fetching(request.sae ?? "")),
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
  const sha256 = known?.sha256 ?? (await hashLanguageModel(folder, config));
  if (!known) checkFinite(await loadModelWeights(folder, config, dataFolder), folder);
  const size = `${config.family}, ${config.layers} layers, width ${config.width}`;
  onStep(`${size}: ${known ? "registered already" : "checked"}.`);

  if (tokenizer.encodeChat) onStep("It has a chat template.");
  const prepared = {
    known,
    config: withChat(config, tokenizer),
    source,
    sha256,
    pieces: tokenizer.pieces,
    sae: found,
    corpus: null,
    passages: null,
    length: null,
    warnings: [],
  };
  const count = (n: number) => n.toLocaleString("en");
  const tryBoth = async (passages: readonly CorpusPassage["ids"][]): Promise<string[]> => {
    if (!found) return [];
    const trial = passages.slice(0, TRIAL_PASSAGES).map((ids) => Uint32Array.from(ids));
    const sae = { source: found.source, sha256: found.sha256, model: { source, sha256 } };
    return tryPairing(sae, trial, request, context);
  };
  const corpus = known && found ? await chooseCorpus(known, request.corpus) : null;
  if (known && corpus) {
    onStep(`${corpus.slug}: ${count(corpus.tokens)} tokens in ${count(corpus.passages)} passages.`);
    const warnings = await tryBoth(await known.firstPassages(corpus.id, TRIAL_PASSAGES));
    return { ...prepared, corpus, warnings };
  }
  if (!request.corpus) return prepared;
  const file = isDatasetPlace(request.corpus)
    ? await ensureDatasetFile(request.corpus, fetching(request.corpus))
    : resolve(request.corpus);
  if (rootsOnly && !isDatasetPlace(request.corpus)) checkRoot(file, { required: true });
  const longest = Math.min(request.length ?? found?.config.contextSize ?? DEFAULT_LENGTH, config.context);
  const { column, encoding, tokens: limit } = request;
  const { passages, kind, length, leftOut } = await readCorpus(file, {
    ...{ config, tokenizer, length: longest, limit, column, encoding },
  });
  const tokens = passages.reduce((sum, { ids }) => sum + ids.length - 1, 0);
  onStep(
    `${basename(file)}: ${count(tokens)} tokens in ${count(passages.length)} ${passages.length === 1 ? "passage" : "passages"}, read as ${kind}.`,
  );
  const warnings = leftOut ? [`${basename(file)}: ${leftOut}`] : [];
  for (const warning of warnings) onStep(`WARNING: ${warning}`);
  const ids = passages.map((passage) => passage.ids);
  if (found && !request.force) checkTexts(found.config, tokenizer, ids);
  return { ...prepared, passages, length, warnings: [...warnings, ...(await tryBoth(ids))] };
}

/** What there is to be warned of; throws BAD_INPUT where the trial says that they do not fit. */
async function tryPairing(
  sae: SaeRef,
  passages: Uint32Array[],
  { force }: ImportRequest,
  { onStep, signal, ...context }: ImportContext,
): Promise<string[]> {
  signal?.throwIfAborted();
  const count = (n: number) => n.toLocaleString("en");
  onStep(`Trying both together on ${count(SMOKE_TOKENS)} tokens.`);
  const { quality, warnings, wrong } = await context.tryPairing({ sae, passages }, signal);
  onStep(
    `On ${count(quality.tokens)} tokens: L0 ${quality.l0.toFixed(1)}, FVU ${quality.fvu.toFixed(4)}, ` +
      `CE recovered ${quality.ceRecovered.toFixed(3)}.`,
  );
  if (wrong && !force)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The trial says that the model and the SAE do not match: ${warnings.join(" ")}`,
      "Nothing was registered. Check model, hook and layer, or collect all the same (--force).",
    );
  for (const warning of warnings) onStep(`WARNING: ${warning}`);
  return warnings;
}

/** More than a trial reads, however short they are. */
const TRIAL_PASSAGES = 512;

async function openSae(source: WeightsSource, fetch: (source: WeightsSource) => Promise<string>) {
  const folder = await fetch(source);
  const { format, weightsFile } = await findSaeFormat(folder);
  const { config, inputScale } = await readSae(folder, readOptions(source));
  if (config.inputNormalisation === "average-norm") knownScale(inputScale);
  return {
    ...{ config, source, format: format.title },
    sha256: await hashFile(weightsFile, "sha256", "hex"),
    training:
      source.kind === "directory" && !isSaeFile(source.path)
        ? await readTraining(source.path, config.dSae)
        : null,
  };
}
