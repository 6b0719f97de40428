/** A benchmark from what is known of the features to its result; commands and jobs both have it run in a compute thread. */
import { createHash } from "node:crypto";
import { canonicalJson } from "@/domain/steering";
import type {
  BenchmarkArm,
  BenchmarkCell,
  BenchmarkDamage,
  BenchmarkFeature,
  BenchmarkGrid,
  BenchmarkResult,
} from "@/domain/steering-benchmark";
import { baselineOf, chooseDose, groupCells, judgeArm } from "@/domain/summarise-steering";
import { summariseBenchmark } from "@/domain/summarise-benchmark";
import type { Baseline, Scale } from "@/domain/steering-score";
import { CellLog, type MeasuredFeature } from "./cell-log";
import { CellWriter, type BenchmarkParts } from "./cell-writer";
import { readContexts, scaleOf, type FeatureContexts } from "./contexts";
import { DamageMeter } from "./damage";
import { plainWords } from "./lexicon";
import { measureFeature } from "./measure-feature";
import type { BenchmarkProgress, BenchmarkRequest } from "./request";
import type { Embed } from "./similarity";
import { rounded } from "./text-figures";
import { TextReader } from "./text-reader";

export interface RunningBenchmark extends BenchmarkParts {
  request: BenchmarkRequest;
  /** Null leaves the similarity in meaning out. */
  embed: Embed | null;
  signal?: AbortSignal;
  onProgress?: (progress: BenchmarkProgress) => void;
}

/** Identity of a benchmark: equal for equal manifests. */
export const manifestHash = (manifest: object): string =>
  createHash("sha256").update(canonicalJson(manifest)).digest("hex");

/** Runs what is missing of a benchmark and sums it up. Throws the signal's reason between two features. */
export async function runBenchmark(running: RunningBenchmark): Promise<BenchmarkResult> {
  const { engine, model, sae, request, embed, signal, onProgress } = running;
  const manifest = { ...request.manifest, engine: engine.description };
  const total = request.features.length + 1; // judging comes after the last text
  onProgress?.({ done: 0, total, message: "Preparing directions" });
  const contexts = readContexts(request.features, request.background, model.tokenizer);
  const log = await CellLog.open(request.log, manifestHash(manifest));
  const writer = await CellWriter.create(running);
  const reader = await TextReader.create(engine, model, sae);
  try {
    const measured: MeasuredFeature[] = [];
    for (const [i, evidence] of request.features.entries()) {
      signal?.throwIfAborted();
      onProgress?.({ done: i, total, message: "Writing and reading texts" });
      let own = log.measured.get(evidence.feature);
      // one that was called something else was asked for in other words
      if (own?.label !== evidence.label) own = undefined;
      if (!own) {
        const lexicon = contexts[i]?.lexicon ?? [];
        const { tokenizer } = model;
        own = await measureFeature({ manifest, evidence, lexicon, writer, reader, tokenizer, embed, signal });
        await log.add(own);
      }
      measured.push(own);
    }
    onProgress?.({ done: total - 1, total, message: "Measuring damage" });
    const scales = await scalesOf(request, contexts, measured, reader);
    const cells = measured.flatMap((own) => own.cells);
    const judging = { grid: manifest.grid, baseline: baselineOf(cells, manifest.grid), scales };
    const damage = await measureDamage(running, writer, cells, judging);
    const features = judgeFeatures(request, contexts, cells, { ...judging, damage });
    return { manifest, features, summary: summariseBenchmark({ features, cells, ...judging }), cells };
  } finally {
    await reader.dispose();
    await writer.dispose();
  }
}

/** 0 points are what all unedited texts of the benchmark come to, whatever feature they were written beside. */
async function scalesOf(
  { features }: BenchmarkRequest,
  contexts: readonly FeatureContexts[],
  measured: readonly MeasuredFeature[],
  reader: TextReader,
): Promise<Scale[]> {
  const wanted = features.map(({ feature }) => feature);
  const plain = measured.flatMap((own) => own.plain);
  const read = await reader.read(
    plain.map(({ ids }) => ids),
    wanted,
  );
  const fired = new Float64Array(wanted.length);
  let tokens = 0;
  plain.forEach(({ ids, from }, n) => {
    tokens += ids.length - from;
    read[n]?.activations.subarray(from * wanted.length).forEach((value, i) => {
      if (value > 0) fired[i % wanted.length] = (fired[i % wanted.length] ?? 0) + 1;
    });
  });
  const words = measured
    .flatMap((own) => own.cells.filter(({ arm }) => arm === "none"))
    .flatMap(({ text }) => plainWords(text));
  return contexts.map((own, i) => {
    const lexicon = new Set(own.lexicon);
    return scaleOf(own, {
      fires: rounded((fired[i] ?? 0) / tokens),
      lexicon: rounded(words.filter((word) => lexicon.has(word)).length / words.length),
    });
  });
}

interface Judging {
  grid: BenchmarkGrid;
  baseline: Baseline;
  scales: readonly Scale[];
}
type ArmDamage = Partial<Record<BenchmarkArm, BenchmarkDamage>>;

/** Of every feature and arm at its chosen dose. */
async function measureDamage(
  { engine, model, sae, request, signal }: RunningBenchmark,
  writer: CellWriter,
  cells: readonly BenchmarkCell[],
  { grid, baseline, scales }: Judging,
): Promise<ArmDamage[]> {
  const groups = groupCells(cells);
  const { heldOutText: passages, deviations } = request;
  const meter = await DamageMeter.create(engine, model, sae, { passages, deviations });
  try {
    const found: ArmDamage[] = [];
    for (const [i, { feature }] of request.features.entries()) {
      signal?.throwIfAborted();
      const scale = scales[i] as Scale;
      const edits = [...(groups.get(feature) ?? [])].flatMap(([arm, own]) => {
        const dose = chooseDose(own, arm, { scale, baseline, grid });
        const edit = writer.damageOf({ feature, arm, dose, prompt: 0 });
        return edit && passages.length > 0 ? [{ arm, edit }] : [];
      });
      const measured = edits.length > 0 ? await meter.measure(edits.map(({ edit }) => edit)) : [];
      found.push(Object.fromEntries(edits.map(({ arm }, n) => [arm, measured[n]])));
    }
    return found;
  } finally {
    await meter.dispose();
  }
}

function judgeFeatures(
  { features }: BenchmarkRequest,
  contexts: readonly FeatureContexts[],
  cells: readonly BenchmarkCell[],
  { grid, baseline, scales, damage }: Judging & { damage: readonly ArmDamage[] },
): BenchmarkFeature[] {
  const groups = groupCells(cells);
  return features.map(({ feature, label, control, predictors }, i) => {
    const scale = scales[i] as Scale;
    const lexicon = contexts[i]?.lexicon ?? [];
    const arms = [...(groups.get(feature) ?? [])].map(([arm, own]) => [
      arm,
      judgeArm(own, arm, { scale, baseline, grid }, damage[i]?.[arm] ?? null),
    ]);
    return {
      ...{ feature, label, control: control?.feature ?? null, lexicon },
      scale: { fires: [...scale.fires], lexicon: scale.lexicon && [...scale.lexicon] },
      arms: Object.fromEntries(arms) as BenchmarkFeature["arms"],
      predictors: { ...predictors, lexiconWords: lexicon.length },
    };
  });
}
