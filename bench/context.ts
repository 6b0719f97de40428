import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LanguageModelConfig } from "@/domain/models";
import { fetchModel } from "@/cli/fetch-model";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import type { Engine } from "@/workers/engine/ops";
import { PROJECT_ROOT } from "@/domain/project-root";
import { dataFolder } from "@/workers/files/data-folder";
import { loadLanguageModel, type LanguageModel } from "@/workers/files/language-model";
import { readTokenCorpus } from "@/workers/files/token-corpus";
import { HookReader } from "@/workers/models/hook-reader";
import { foldForInference } from "@/workers/sae/fold-for-inference";
import { readSaelens, writeSaelens } from "@/workers/sae/formats/saelens";
import type { Sae } from "@/workers/sae/sae";
import { calibrateThreshold } from "@/workers/sae/training/calibrate";
import { measureNormalisation } from "@/workers/sae/training/normalisation";
import { randomControl, withThreshold } from "@/workers/sae/training/random-control";
import { findPython, Peer, PYTORCH, type PeerPackage, type Python } from "./peer";
import { startProgram, type RunningProgram } from "./program";
import { takeSgemm } from "./sgemm-peak";

export const MODEL_ID = "stories15m";
const SAE_SLUG = "3-res-4k";
const HOOK = "blocks.3.hook_resid_post";
/** Features and mean active features of 3-res-4k, for where it is not there. */
const FEATURES = 4608;
export const ACTIVE = 38;
/** Passages of a shard job (workers/demo/register.ts). */
export const SHARD_PASSAGES = 64;

export interface BenchModel extends LanguageModel {
  folder: string;
  weightsFile: string;
}

export interface BenchSae {
  /** Ready for inference. */
  sae: Sae;
  /** The folder in SAELens' format that it was read from. */
  folder: string;
  /** "3-res-4k", or what stands in for it. */
  name: string;
}

/** What measurements share; each thing is made when it is first asked for. */
export class BenchContext {
  readonly engine: Engine = createOnnxEngine({ threads: 1 });
  private readonly closing: (() => Promise<unknown>)[] = [];
  readonly model = lazily(() => loadModel());
  readonly passages = lazily(async () => loadPassages((await this.model()).config, this.passageCount));
  readonly sae = lazily(async () =>
    loadSae(this.engine, await this.model(), await this.passages(), this.folder),
  );
  readonly python = lazily<Python | null>(() => findPython(PYTORCH));
  readonly program = lazily<RunningProgram>(async () => {
    const program = await startProgram(this);
    this.closing.push(() => program.close());
    return program;
  });
  readonly sgemm = lazily(() => takeSgemm(this));

  constructor(
    readonly quick: boolean,
    /** A temporary folder. */
    readonly folder: string,
    readonly say: (line: string) => void,
    /** Which labels are listed. */
    readonly seed: number,
    /** Of an instance that runs already. */
    private readonly url?: string,
    /** Labels of the synthetic instance, where it is not to have as many as usual. */
    readonly labels?: string,
    /** Of the soak, and rounds of the kills; as usual where not given. */
    readonly minutes?: number,
    readonly killRounds?: number,
  ) {}

  /** Address of the instance that runs already, or of one that is started and has done its work. */
  async site(): Promise<string> {
    if (this.url !== undefined) return this.url;
    const { url, idle } = await this.program();
    await idle();
    return url;
  }

  get rounds(): number {
    return this.quick ? 2 : 7;
  }

  get passageCount(): number {
    return this.quick ? 32 : 256;
  }

  /** `flopsPerSecond` as a share of the largest rate at which this machine was seen to multiply matrices on one thread. */
  async shareOfPeak(flopsPerSecond: number): Promise<number> {
    return flopsPerSecond / (await this.sgemm()).peak;
  }

  /** The peer on `job`, or null without its package; ends with the context at the latest. */
  async startPeer(script: string, job: object, wanted: PeerPackage = PYTORCH): Promise<Peer | null> {
    const python = await (wanted === PYTORCH ? this.python() : findPython(wanted));
    if (!python) return null;
    const peer = await Peer.start(python, script, job, this.folder);
    this.closing.push(() => peer.close());
    return peer;
  }

  /** One of bench/own, likewise. */
  async startOwn(script: string, job: object): Promise<Peer> {
    const own = await Peer.startOwn(script, job, this.folder);
    this.closing.push(() => own.close());
    return own;
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close();
    await this.engine.dispose();
  }
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function loadModel(): Promise<BenchModel> {
  const folder = await fetchModel(MODEL_ID, { dataFolder: dataFolder() });
  return { ...(await loadLanguageModel(folder)), folder, weightsFile: join(folder, "model.safetensors") };
}

async function loadPassages(config: LanguageModelConfig, count: number): Promise<Uint32Array[]> {
  const corpus = await readTokenCorpus(
    join(PROJECT_ROOT, "models", MODEL_ID, "corpus", "tokens.u16"),
    config,
  );
  return corpus.slice(0, count).map((passage) => Uint32Array.from(passage));
}

/** The bundled SAE; before it has been trained, random directions of the same shape and sparsity. */
async function loadSae(
  engine: Engine,
  model: BenchModel,
  passages: readonly Uint32Array[],
  work: string,
): Promise<BenchSae> {
  const bundled = join(PROJECT_ROOT, "models", MODEL_ID, SAE_SLUG);
  const found = existsSync(join(bundled, "cfg.json"));
  const folder = found ? bundled : join(work, "random-sae");
  if (!found) await writeRandomSae(engine, model, passages, folder);
  const stored = await readSaelens(folder);
  return {
    sae: foldForInference(stored, { inputScale: stored.inputScale }),
    folder,
    name: found ? SAE_SLUG : `random directions in the shape of ${SAE_SLUG}`,
  };
}

async function writeRandomSae(
  engine: Engine,
  { config, weights }: BenchModel,
  passages: readonly Uint32Array[],
  folder: string,
): Promise<void> {
  const reader = await HookReader.create(engine, config, weights, HOOK);
  const activations = await reader.read(passages);
  await reader.dispose();
  const { mean } = measureNormalisation(activations, config.width);
  const shape: Sae = {
    config: {
      architecture: "batchtopk",
      dIn: config.width,
      dSae: FEATURES,
      hookName: HOOK,
      k: ACTIVE,
      subtractDecoderBias: true,
      modelName: MODEL_ID,
      contextSize: config.context,
      prependBos: true,
    },
    weights: new Map(),
  };
  const random = randomControl(shape, mean, 1);
  const threshold = await calibrateThreshold(engine, random, activations, ACTIVE);
  await writeSaelens(folder, withThreshold(random, threshold), { dtype: "F32" });
}
