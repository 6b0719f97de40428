/**
 * An SAE whose features have a known cause: the direction from the mean stream of all text to that of passages with a word.
 * With what is known of such features, as a benchmark wants it.
 */
import { join } from "node:path";
import { defaultGrid } from "@/domain/steering-grid";
import { BENCHMARK_FORMAT, type BenchmarkGrid } from "@/domain/steering-benchmark";
import { Random } from "@/domain/random";
import type { Engine, HostTensor } from "@/workers/engine/ops";
import { PROJECT_ROOT } from "@/domain/project-root";
import type { LanguageModel } from "@/workers/files/language-model";
import { readTokenCorpus } from "@/workers/files/token-corpus";
import { HookReader } from "@/workers/models/hook-reader";
import type { Sae } from "@/workers/sae/sae";
import type { BenchmarkRequest, FeatureEvidence, PeakWindow } from "@/workers/steering/benchmark/request";
import { TextReader } from "@/workers/steering/benchmark/text-reader";

const HOOK = "blocks.3.hook_resid_post";
/** Features behind the planted ones, in random directions. */
const OTHERS = 6;
const AROUND = 16;
const EXAMPLES = 16;

export interface Planted {
  sae: Sae;
  request: BenchmarkRequest;
}

export async function plantSae(
  engine: Engine,
  model: LanguageModel,
  words: readonly [string, string],
  { grid, log }: { grid: Partial<BenchmarkGrid>; log: string },
): Promise<Planted> {
  const { config, tokenizer } = model;
  const corpus = (
    await readTokenCorpus(join(PROJECT_ROOT, "models/stories15m/corpus/tokens.u16"), config)
  ).slice(0, 1500);
  const background = corpus.slice(0, 64).map((ids) => Uint32Array.from(ids).slice(0, 66));
  const windows = words.map((word) => windowsOf(corpus, tokenizer.encode(word)[0] ?? -1));
  const reader = await HookReader.create(engine, config, model.weights, HOOK);
  const width = config.width;
  const all = await reader.read(background);
  const mean = meanOf(all, width);
  const directions: Float64Array[] = [];
  const thresholds: number[] = [];
  for (const own of windows) {
    const streams = await reader.read(own.map(({ ids }) => ids));
    const direction = unit(meanOf(streams, width).map((value, j) => value - (mean[j] ?? 0)));
    directions.push(direction);
    // half of the way from any text to texts with the word
    const along = (row: Float64Array) => row.reduce((sum, value, j) => sum + value * (direction[j] ?? 0), 0);
    thresholds.push((along(mean) + along(meanOf(streams, width))) / 2);
  }
  await reader.dispose();
  const random = new Random(9);
  for (let i = 0; i < OTHERS; i++) {
    directions.push(unit(Float64Array.from({ length: width }, () => random.normal())));
    thresholds.push(1);
  }
  const sae = saeOf(directions, thresholds, width);
  const texts = await TextReader.create(engine, model, sae);
  const features: FeatureEvidence[] = [];
  for (const [feature, own] of windows.entries()) {
    const read = await texts.read(
      own.map(({ ids }) => ids),
      [feature],
    );
    const active = read.map(({ activations }) => activations.subarray(1).filter((value) => value > 0));
    const max = Math.max(...active.flatMap((values) => [...values]));
    const told = own.map((window, i) => ({ ...window, active: active[i]?.length ?? 0 }));
    features.push({
      ...{ feature, max, label: words[feature] ?? "", control: null, predictors: {} },
      vector: Float32Array.from(directions[feature] ?? [], (value) => 3 * value),
      ...{ heldIn: told.filter((_, i) => i % 2 === 0), heldOut: told.filter((_, i) => i % 2 === 1) },
    });
  }
  await texts.dispose();
  // each is the other's control: it is as real a feature, of something else
  features.forEach((own, i) => {
    const other = features[1 - i];
    if (other) own.control = { feature: other.feature, max: other.max };
  });
  const sha256 = "0".repeat(64);
  const ref = { source: { kind: "directory", path: "" } as const, sha256 };
  return {
    sae,
    request: {
      ...{ sae: { ...ref, model: ref }, double: null },
      manifest: {
        ...{ format: BENCHMARK_FORMAT, version: "test" },
        model: { id: "stories15m", sha256 },
        sae: { slug: "planted", hookName: HOOK, features: sae.config.dSae, sha256 },
        ...{ double: { sha256 }, collection: { corpus: "stories", sha256, settings: "{}" } },
        grid: { ...defaultGrid({ chat: false }), ...grid },
        features: { chosen: "planted", indices: features.map(({ feature }) => feature) },
        leftOut: [],
      },
      ...{ features, background, log },
      heldOutText: corpus.slice(-2).map((ids) => Uint32Array.from(ids).slice(0, 40)),
      deviations: new Float32Array(sae.config.dSae).fill(0.1),
    },
  };
}

/** Surroundings of a token, one a passage. */
function windowsOf(corpus: readonly ArrayLike<number>[], token: number): PeakWindow[] {
  const found: PeakWindow[] = [];
  for (const passage of corpus) {
    const ids = Uint32Array.from(passage);
    const at = ids.indexOf(token, 20);
    if (at < 0 || at + AROUND >= ids.length) continue;
    const start = at - AROUND;
    found.push({
      ids: Uint32Array.from([ids[0] ?? 0, ...ids.subarray(start, at + AROUND + 1)]),
      ...{ peak: AROUND + 1, active: 0 },
    });
    if (found.length === EXAMPLES) return found;
  }
  throw new Error(`Only ${found.length} passages have token ${token}.`);
}

function saeOf(directions: readonly Float64Array[], thresholds: readonly number[], width: number): Sae {
  const count = directions.length;
  const tensor = (shape: number[], data: Float32Array): HostTensor => ({ dtype: "float32", shape, data });
  const decoder = new Float32Array(count * width);
  const encoder = new Float32Array(count * width);
  directions.forEach((direction, feature) =>
    direction.forEach((value, j) => {
      decoder[feature * width + j] = value;
      encoder[j * count + feature] = value;
    }),
  );
  return {
    config: { architecture: "relu", dIn: width, dSae: count, hookName: HOOK, subtractDecoderBias: false },
    weights: new Map([
      ["W_enc", tensor([width, count], encoder)],
      ["W_dec", tensor([count, width], decoder)],
      [
        "b_enc",
        tensor(
          [count],
          Float32Array.from(thresholds, (threshold) => -threshold),
        ),
      ],
      ["b_dec", tensor([width], new Float32Array(width))],
    ]),
  };
}

function meanOf(rows: Float32Array, width: number): Float64Array {
  const sum = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) sum[i % width] = (sum[i % width] ?? 0) + (rows[i] ?? 0);
  return sum.map((value) => (value * width) / rows.length);
}

function unit(vector: Float64Array): Float64Array {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
