/** Runs the calls of api.ts; keeps the model, SAE and compiled programs of the last call. */
import { BLOCK_FEATURES, type SaeQuality } from "@/domain/collections";
import { FeaturescopeError } from "@/domain/errors";
import type { TraceAnswer } from "@/domain/attribution";
import type { Rewrite } from "@/domain/chain";
import type { LensAnswer } from "@/domain/lens";
import type { BenchmarkCell, BenchmarkResult } from "@/domain/steering-benchmark";
import type { RunPrompt, SteeringCost } from "@/domain/steering-run";
import type { MadeVector } from "@/domain/vectors";
import { NEIGHBOURS } from "@/domain/neighbours";
import { blockCount, packBlock } from "../dashboards/shard-activations";
import { buildBlock } from "../dashboards/build-block";
import { Collector } from "../dashboards/collector";
import type { FeatureDashboard } from "../dashboards/feature-dashboard";
import { LeftOut, lowerMedian, readsResidual } from "../dashboards/left-out";
import { promotedTokens } from "../dashboards/promoted-tokens";
import { chooseEngine } from "../engine/choose";
import type { Engine } from "../engine/ops";
import type { LanguageModel } from "../files/language-model";
import { openLanguageModel } from "../files/open-language-model";
import { smokeTest, type SmokeTest } from "../import/smoke-test";
import { CoactivationCounter, type FeatureCoactivations } from "../maps/coactivations";
import { Distances } from "../maps/distances";
import { effectDirections } from "../maps/effect-directions";
import { decoderDirections, NearestDirections, type NearestRows } from "../maps/nearest-directions";
import { layOutMap, type MapLayout } from "../maps/lay-out-map";
import { LogitLens } from "../lens/logit-lens";
import { loadSae } from "../sae/load";
import { measureQuality } from "../sae/quality";
import type { Sae } from "../sae/sae";
import type { FinishedTraining } from "../sae/training/finish";
import { MetricsWindow } from "../sae/training/metrics-window";
import { runTraining } from "../sae/training/run-training";
import { Attributor } from "../steering/attribution";
import { DeletablePrompt } from "../steering/chain/deletable-prompt";
import { Deleter } from "../steering/chain/deleter";
import type { OpenPrompt } from "../steering/chain/find-chain";
import { readPrompt, readQuestion } from "../steering/trace-question";
import { OutputScorer } from "../steering/output-scores";
import { makeVector } from "../steering/make-vector";
import { measureCells } from "../steering/benchmark/measure-cells";
import type { BenchmarkProgress, BenchmarkRequest } from "../steering/benchmark/request";
import { runBenchmark } from "../steering/benchmark/run-benchmark";
import { measureSteeringCost } from "../steering/steering-cost";
import { SteeredBatches } from "../steering/steered-batches";
import type {
  BlockDashboardsRequest,
  CollectRequest,
  ComputeMethods,
  DeletionRequest,
  ModelRef,
  NearestRequest,
  SaeRef,
  ShardBlocks,
  SteeredTextRequest,
  TextActivations,
  TrainingProgress,
  TrainRequest,
  VectorRequest,
} from "./api";
import type { ComputeOptions } from "./client";
import { Kept } from "./kept";

/** Steps of a training run between its checkpoints. */
const CHECKPOINT_STEPS = 200;

export class ComputeHost {
  private readonly engine = new Kept<{ engine: Engine; reason: string }>();
  private readonly model = new Kept<LanguageModel>();
  private readonly sae = new Kept<Sae>();
  private readonly collector = new Kept<Collector>((collector) => collector.dispose());
  private readonly nearest = new Kept<NearestDirections>((nearest) => nearest.dispose());
  private readonly distances = new Kept<Distances>((distances) => distances.dispose());
  private coactivations: { key: string; counter: CoactivationCounter } | undefined;

  private readonly attributor = new Kept<Attributor>((attributor) => attributor.dispose());
  private readonly deleter = new Kept<{ deleter: Deleter; prompt: Kept<DeletablePrompt> }>(({ deleter }) =>
    deleter.dispose(),
  );
  private readonly scorer = new Kept<OutputScorer>((scorer) => scorer.dispose());
  private readonly lens = new Kept<LogitLens>((lens) => lens.dispose());
  private readonly steered = new SteeredBatches({
    engine: async () => (await this.loadEngine()).engine,
    model: (ref) => this.loadModel(ref),
    sae: (ref) => this.loadSae(ref),
  });

  constructor(private readonly options: ComputeOptions) {}

  async describeEngine(): Promise<string> {
    const { engine, reason } = await this.loadEngine();
    return `${engine.description}; ${reason}`;
  }

  async collectShard(request: CollectRequest, signal: AbortSignal): Promise<ShardBlocks> {
    const collector = await this.loadCollector(request.sae);
    const leftOut = await this.leftOutOf(request);
    const entries = await collector.collect(request.passages, { signal, leftOut });
    return {
      blocks: Array.from({ length: blockCount(entries.offsets.length - 1) }, (_, block) =>
        packBlock(entries, block),
      ),
      leftOut: leftOut?.tokens ?? { special: 0, outliers: 0 },
      tokens: request.passages.reduce((sum, passage) => sum + passage.length - 1, 0),
      active: entries.values.length,
    };
  }

  async findLeftOutRule({ sae, passages }: Parameters<ComputeMethods["findLeftOutRule"]>[0]) {
    const { config } = await this.loadSae(sae);
    if (!readsResidual(config.hookName)) return { normMedian: null };
    const { tokenizer } = await this.loadModel(sae.model);
    const norms = await (await this.loadCollector(sae)).norms(passages, tokenizer.special);
    return { normMedian: lowerMedian(norms) };
  }

  private async leftOutOf({ sae, leftOut }: CollectRequest): Promise<LeftOut | null> {
    if (!leftOut) return null;
    const { tokenizer } = await this.loadModel(sae.model);
    return new LeftOut(leftOut, tokenizer.special);
  }

  buildBlock(request: BlockDashboardsRequest): Promise<FeatureDashboard[]> {
    return Promise.resolve(buildBlock(request));
  }

  async promotedTokens(request: { sae: SaeRef; first: number; end: number }) {
    const { engine } = await this.loadEngine();
    const model = await this.loadModel(request.sae.model);
    const sae = await this.loadSae(request.sae);
    return promotedTokens(
      engine,
      model,
      sae,
      request.first,
      Math.min(request.end, request.first + BLOCK_FEATURES),
    );
  }

  async measureQuality(request: CollectRequest, signal: AbortSignal): Promise<SaeQuality> {
    const { engine } = await this.loadEngine();
    const model = await this.loadModel(request.sae.model);
    const sae = await this.loadSae(request.sae);
    const leftOut = await this.leftOutOf(request);
    return measureQuality(request.passages, { engine, model, sae, signal, leftOut });
  }

  async tryPairing({ sae, passages }: { sae: SaeRef; passages: Uint32Array[] }): Promise<SmokeTest> {
    const { engine } = await this.loadEngine();
    return smokeTest(engine, await this.loadModel(sae.model), await this.loadSae(sae), passages);
  }

  async nearestFeatures(request: NearestRequest, signal: AbortSignal): Promise<NearestRows> {
    const { sae, other, first, end } = request;
    const own = sae.sha256 === other.sha256;
    const nearest = await this.nearest.get(`${sae.sha256} ${other.sha256}`, async () => {
      const { engine } = await this.loadEngine();
      const from = decoderDirections(await this.loadSae(sae));
      const to = own ? from : decoderDirections(await this.loadSae(other));
      return NearestDirections.create(engine, from, to, { wanted: NEIGHBOURS, own });
    });
    const found = await nearest.find(first, end, signal);
    if (end >= nearest.rows) await this.nearest.drop();
    return found;
  }

  layOutMap({ graph, settings }: Parameters<ComputeMethods["layOutMap"]>[0]): Promise<MapLayout> {
    return Promise.resolve(layOutMap(graph, settings));
  }

  addToCoactivations(request: Parameters<ComputeMethods["addToCoactivations"]>[0]): Promise<boolean> {
    const { key, features, first, blocks, tokens, place } = request;
    if (first) this.coactivations = { key, counter: new CoactivationCounter(features) };
    return Promise.resolve(this.counterOf(key).add(blocks, tokens, place));
  }

  countCoactivations({ key, first }: Parameters<ComputeMethods["countCoactivations"]>[0]) {
    const counter = this.counterOf(key);
    const end = Math.min(first + counter.band, counter.features);
    const even = counter.count(first, end, NEIGHBOURS, true);
    const counted = counter
      .count(first, end, NEIGHBOURS)
      .map((all, i) => ({ all, even: even[i] as FeatureCoactivations }));
    if (end === counter.features) this.coactivations = undefined;
    return Promise.resolve(counted);
  }

  async openDistances({ key, sae: ref, ...made }: Parameters<ComputeMethods["openDistances"]>[0]) {
    await this.distances.get(key, async () => {
      const { engine } = await this.loadEngine();
      const sae = await this.loadSae(ref);
      const effects = await effectDirections(engine, await this.loadModel(ref.model), sae);
      return Distances.create(engine, { ...made, directions: decoderDirections(sae), effects });
    });
    return null;
  }

  async chooseDistanceWeights({ key }: { key: string }, signal: AbortSignal) {
    return (await this.distancesOf(key)).chooseWeights(signal);
  }

  async nearestByDistance(
    { key, distance, weights, first, end }: Parameters<ComputeMethods["nearestByDistance"]>[0],
    signal: AbortSignal,
  ) {
    return (await this.distancesOf(key)).nearest(
      distance,
      weights,
      { first, end, wanted: NEIGHBOURS },
      signal,
    );
  }

  async measureDistance(
    { key, distance, weights }: Parameters<ComputeMethods["measureDistance"]>[0],
    signal: AbortSignal,
  ) {
    return (await this.distancesOf(key)).measure(distance, weights, signal);
  }

  async closeDistances({ key }: { key: string }) {
    await this.distancesOf(key);
    await this.distances.drop();
    return null;
  }

  private distancesOf(key: string): Promise<Distances> {
    return this.distances.get(key, () => {
      throw new Error("The compute thread was started anew in the middle of comparing.");
    });
  }

  private counterOf(key: string): CoactivationCounter {
    if (this.coactivations?.key === key) return this.coactivations.counter;
    throw new Error("The compute thread was started anew in the middle of a count.");
  }

  async activateText(
    { sae, text, limit }: Parameters<ComputeMethods["activateText"]>[0],
    signal: AbortSignal,
  ): Promise<TextActivations> {
    const model = await this.loadModel(sae.model);
    const collector = await this.loadCollector(sae);
    const ids = typeof text === "string" ? [...model.tokenizer.encode(text, { bos: true })] : [...text];
    if (ids.length > limit) {
      throw new FeaturescopeError(
        "TOO_LARGE",
        `The text has ${ids.length} tokens; the model reads ${limit}.`,
        "Shorten it.",
      );
    }
    const entries = await collector.collect([ids], { signal });
    const features: TextActivations["features"] = ids.map(() => []);
    for (let feature = 0; feature + 1 < entries.offsets.length; feature++) {
      for (let n = entries.offsets[feature] as number; n < (entries.offsets[feature + 1] as number); n++) {
        features[entries.tokens[n] as number]?.push({ feature, value: entries.values[n] as number });
      }
    }
    for (const row of features) row.sort((a, b) => b.value - a.value || a.feature - b.feature);
    return { ids, features };
  }

  startSteered(request: SteeredTextRequest): Promise<RunPrompt> {
    return this.steered.start(request);
  }

  stepSteered() {
    return this.steered.step();
  }

  endSteered({ run }: { run: string }): Promise<null> {
    this.steered.end(run);
    return Promise.resolve(null);
  }

  async measureSteering(
    { model: ref, saes: refs, text, passages }: Parameters<ComputeMethods["measureSteering"]>[0],
    signal: AbortSignal,
  ): Promise<SteeringCost> {
    const { engine } = await this.loadEngine();
    const model = await this.loadModel(ref);
    const saes: Sae[] = [];
    for (const sae of refs) saes.push(await this.loadSae(sae));
    return measureSteeringCost(passages, text, { engine, model, saes }, signal);
  }

  async makeVector({ sae, texts, leftOut }: VectorRequest): Promise<MadeVector> {
    const { engine } = await this.loadEngine();
    const model = await this.loadModel(sae.model);
    return makeVector(texts, leftOut, { engine, model, sae: await this.loadSae(sae) });
  }

  async tracePrompt(
    { sae, ...question }: Parameters<ComputeMethods["tracePrompt"]>[0],
    signal: AbortSignal,
  ): Promise<TraceAnswer> {
    const model = await this.loadModel(sae.model);
    const attributor = await this.attributor.get(`${sae.model.sha256} ${sae.sha256}`, async () => {
      const { engine } = await this.loadEngine();
      return Attributor.create(engine, model, await this.loadSae(sae));
    });
    return attributor.attribute({ ...readQuestion(model, question), signal });
  }

  async openPrompt(request: DeletionRequest): Promise<OpenPrompt> {
    return (await this.loadPrompt(request)).open();
  }

  async shortlistDeletions(request: Parameters<ComputeMethods["shortlistDeletions"]>[0]): Promise<number[]> {
    return (await this.loadPrompt(request)).shortlist(request.removed);
  }

  async deleteActivations(request: Parameters<ComputeMethods["deleteActivations"]>[0]): Promise<number[]> {
    return (await this.loadPrompt(request)).margins(request.sets);
  }

  async rewritePrompt(request: Parameters<ComputeMethods["rewritePrompt"]>[0]): Promise<Rewrite> {
    return (await this.loadPrompt(request)).rewrite(request.removed);
  }

  async scoreOutputs(
    { sae, features }: Parameters<ComputeMethods["scoreOutputs"]>[0],
    signal: AbortSignal,
  ): Promise<number[]> {
    const model = await this.loadModel(sae.model);
    const scorer = await this.scorer.get(`${sae.model.sha256} ${sae.sha256}`, async () =>
      OutputScorer.create((await this.loadEngine()).engine, model, await this.loadSae(sae)),
    );
    return scorer.scores(features, signal);
  }

  async readLens({ model: ref, text, at }: Parameters<ComputeMethods["readLens"]>[0]): Promise<LensAnswer> {
    const model = await this.loadModel(ref);
    const lens = await this.lens.get(ref.sha256, async () =>
      LogitLens.create((await this.loadEngine()).engine, model),
    );
    const ids = typeof text === "string" ? model.tokenizer.encode(text, { bos: true }) : text;
    return lens.read(ids, at ?? ids.length - 1);
  }

  async train(
    { model: ref, options, corpus, folder, keep }: TrainRequest,
    signal: AbortSignal,
    onProgress: (progress: TrainingProgress) => void,
  ): Promise<FinishedTraining> {
    const { engine } = await this.loadEngine();
    const { config, weights } = await this.loadModel(ref);
    const window = new MetricsWindow(options);
    return runTraining({
      ...{ engine, options, folder, signal },
      model: { id: ref.id, config, weights },
      corpora: [corpus],
      heldOut: null,
      checkpointEvery: CHECKPOINT_STEPS,
      keep: keep === null ? null : { path: keep, model: ref.sha256 },
      command: "/admin/train",
      onRead: (tokens, total) => {
        window.restart();
        onProgress({ kind: "reading", tokens, total });
      },
      onStep: (step) => {
        const metrics = window.add(step);
        if (metrics) onProgress({ kind: "metrics", metrics });
      },
      onMeasure: () => onProgress({ kind: "measuring" }),
    });
  }

  async evaluateSteering(
    request: BenchmarkRequest,
    signal: AbortSignal,
    onProgress: (progress: BenchmarkProgress) => void,
  ): Promise<BenchmarkResult> {
    return runBenchmark({ ...(await this.benchmarkParts(request)), signal, onProgress });
  }

  async measureCells(
    { benchmark, places }: Parameters<ComputeMethods["measureCells"]>[0],
    signal: AbortSignal,
    onProgress: (progress: BenchmarkProgress) => void,
  ): Promise<BenchmarkCell[]> {
    return measureCells({ ...(await this.benchmarkParts(benchmark)), signal, onProgress }, places);
  }

  private async benchmarkParts(request: BenchmarkRequest) {
    const { engine } = await this.loadEngine();
    const model = await this.loadModel(request.sae.model);
    return { engine, model, sae: await this.loadSae(request.sae), request };
  }

  /** The search for a chain comes back to its prompt with every step. */
  private async loadPrompt({ sae, prompt, without }: DeletionRequest): Promise<DeletablePrompt> {
    const model = await this.loadModel(sae.model);
    const ids = readPrompt(model, prompt);
    const kept = await this.deleter.get(`${sae.model.sha256} ${sae.sha256}`, async () => {
      const { engine } = await this.loadEngine();
      const deleter = await Deleter.create(engine, model, await this.loadSae(sae));
      return { deleter, prompt: new Kept<DeletablePrompt>() };
    });
    return kept.prompt.get(JSON.stringify([ids, without]), () =>
      DeletablePrompt.read(kept.deleter, ids, without),
    );
  }

  private loadEngine() {
    return this.engine.get(this.options.engine, () => chooseEngine(this.options.engine, { threads: 1 }));
  }

  private loadModel(ref: ModelRef): Promise<LanguageModel> {
    return this.model.get(ref.sha256, () =>
      openLanguageModel(ref.source, ref.sha256, this.options.dataFolder),
    );
  }

  private loadSae(ref: SaeRef): Promise<Sae> {
    return this.sae.get(ref.sha256, () => loadSae(ref.source, ref.sha256, this.options.dataFolder));
  }

  private loadCollector(ref: SaeRef): Promise<Collector> {
    return this.collector.get(`${ref.model.sha256} ${ref.sha256}`, async () => {
      const { engine } = await this.loadEngine();
      return Collector.create(engine, await this.loadModel(ref.model), await this.loadSae(ref));
    });
  }
}
