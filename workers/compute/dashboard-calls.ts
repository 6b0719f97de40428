import { BLOCK_FEATURES, type SaeQuality } from "@/domain/collections";
import { FeaturescopeError } from "@/domain/errors";
import { blockCount, packBlock } from "../dashboards/shard-activations";
import { buildBlock } from "../dashboards/build-block";
import type { CollectedFeature } from "../dashboards/feature-dashboard";
import { LeftOut, lowerMedian, readsResidual } from "../dashboards/left-out";
import { promotedTokens } from "../dashboards/promoted-tokens";
import { smokeTest, type SmokeTest } from "../import/smoke-test";
import { measureQuality } from "../sae/quality";
import type { FinishedTraining } from "../sae/training/finish";
import { MetricsWindow } from "../sae/training/metrics-window";
import { runTraining } from "../sae/training/run-training";
import type {
  BlockDashboardsRequest,
  CollectRequest,
  ComputeMethods,
  SaeRef,
  ShardBlocks,
  FeaturesOfText,
  TrainingProgress,
  TrainRequest,
} from "./api";
import type { Loaded } from "./loaded";

/** Steps of a training run between its checkpoints. */
const CHECKPOINT_STEPS = 200;

/** Reading text through a model and an SAE: collections, figures, a person's own text, training. */
export class DashboardCalls {
  constructor(private readonly loaded: Loaded) {}

  async collectShard(request: CollectRequest, signal: AbortSignal): Promise<ShardBlocks> {
    const collector = await this.loaded.collector(request.sae);
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
    const { config } = await this.loaded.sae(sae);
    if (!readsResidual(config.hookName)) return { normMedian: null };
    const { tokenizer } = await this.loaded.model(sae.model);
    const norms = await (await this.loaded.collector(sae)).norms(passages, tokenizer.special);
    return { normMedian: lowerMedian(norms) };
  }

  private async leftOutOf({ sae, leftOut }: CollectRequest): Promise<LeftOut | null> {
    if (!leftOut) return null;
    const { tokenizer } = await this.loaded.model(sae.model);
    return new LeftOut(leftOut, tokenizer.special);
  }

  buildBlock(request: BlockDashboardsRequest): Promise<CollectedFeature[]> {
    return Promise.resolve(buildBlock(request));
  }

  async promotedTokens(request: { sae: SaeRef; first: number; end: number }) {
    const { engine } = await this.loaded.engine();
    const model = await this.loaded.model(request.sae.model);
    const sae = await this.loaded.sae(request.sae);
    return promotedTokens(
      engine,
      model,
      sae,
      request.first,
      Math.min(request.end, request.first + BLOCK_FEATURES),
    );
  }

  async measureQuality(request: CollectRequest, signal: AbortSignal): Promise<SaeQuality> {
    const { engine } = await this.loaded.engine();
    const model = await this.loaded.model(request.sae.model);
    const sae = await this.loaded.sae(request.sae);
    const leftOut = await this.leftOutOf(request);
    return measureQuality(request.passages, { engine, model, sae, signal, leftOut });
  }

  async tryPairing({ sae, passages }: { sae: SaeRef; passages: Uint32Array[] }): Promise<SmokeTest> {
    const { engine } = await this.loaded.engine();
    return smokeTest(engine, await this.loaded.model(sae.model), await this.loaded.sae(sae), passages);
  }

  async activateText(
    { sae, text, limit }: Parameters<ComputeMethods["activateText"]>[0],
    signal: AbortSignal,
  ): Promise<FeaturesOfText> {
    const model = await this.loaded.model(sae.model);
    const collector = await this.loaded.collector(sae);
    const ids = typeof text === "string" ? [...model.tokenizer.encode(text, { bos: true })] : [...text];
    if (ids.length > limit) {
      throw new FeaturescopeError(
        "TOO_LARGE",
        `The text has ${ids.length} tokens; the model reads ${limit}.`,
        "Shorten it.",
      );
    }
    const entries = await collector.collect([ids], { signal });
    const features: FeaturesOfText["features"] = ids.map(() => []);
    for (let feature = 0; feature + 1 < entries.offsets.length; feature++) {
      for (let n = entries.offsets[feature] as number; n < (entries.offsets[feature + 1] as number); n++) {
        features[entries.tokens[n] as number]?.push({ feature, value: entries.values[n] as number });
      }
    }
    for (const row of features) row.sort((a, b) => b.value - a.value || a.feature - b.feature);
    return { ids, features };
  }

  async train(
    { model: ref, options, corpus, folder, keep }: TrainRequest,
    signal: AbortSignal,
    onProgress: (progress: TrainingProgress) => void,
  ): Promise<FinishedTraining> {
    const { engine } = await this.loaded.engine();
    const { config, weights } = await this.loaded.model(ref);
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
}
