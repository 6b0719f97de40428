import { createHash } from "node:crypto";
import {
  ARM_NAMES,
  BENCHMARK_FORMAT,
  benchmarkResult,
  isDosed,
  type ArmSummary,
  type BenchmarkArm,
  type BenchmarkCell,
  type BenchmarkFeature,
  type BenchmarkResult,
  type DosePoint,
  type Interval,
} from "@/domain/steering-benchmark";

/** What a small benchmark says: its features with their labels, and a word that its texts hold. */
interface Said {
  model: string;
  sae: string;
  features: readonly { feature: number; label: string }[];
  word: string;
}

const DOSES = [1, 2];
const PROMPTS = ["Once there was", "One day"];
/** Scores of the arms; the feature's own grows with its place in the list. */
const SCORES: Record<BenchmarkArm, number> = {
  feature: 0.6,
  "wrong-sign": 0.02,
  "random-feature": 0.11,
  "random-direction": 0.13,
  "diff-mean": 0.5,
  double: 0.2,
  vector: 0.3,
  prefix: 0.9,
  none: 0.05,
};
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A result that is whole, of texts that nobody wrote: for what stores, shows and hands results on. */
export function smallBenchmark({ model, sae, features, word }: Said): BenchmarkResult {
  const measured = features.map(({ feature, label }, i) => featureOf(feature, label, i, word));
  return benchmarkResult.parse({
    manifest: {
      ...{ format: BENCHMARK_FORMAT, version: "1.0.0", engine: "onnx" },
      model: { id: model, sha256: sha256(model) },
      sae: { slug: sae, hookName: "blocks.1.hook_resid_post", features: 32, sha256: sha256(sae) },
      collection: { corpus: "stories", sha256: sha256("stories"), settings: "{}" },
      grid: {
        ...{ arms: [...ARM_NAMES], doses: DOSES, mode: "clamp", prompts: PROMPTS, chat: false },
        ...{ prefix: "A story about {label}.", tokens: 12, temperature: 0.8, topP: 0.95, seed: 7 },
        damage: { passages: 2, tokens: 16 },
      },
      features: { chosen: "listed by hand", indices: features.map(({ feature }) => feature) },
      leftOut: [],
    },
    features: measured,
    summary: {
      ...{ features: measured.length, aboveControls: measured.length },
      arms: Object.fromEntries(ARM_NAMES.map((arm) => [arm, summaryOf(arm)])),
      predictors: [
        { name: "density", rho: interval(-0.1, 0.4) },
        { name: "outputScore", rho: interval(0.55, 0.2) },
      ],
      best: { name: "outputScore", heldOut: interval(0.48, 0.3) },
    },
    cells: features.flatMap(({ feature }) => cellsOf(model, sae, feature, word)),
    took: { seconds: 12, threads: 1 },
  });
}

const interval = (mean: number, half: number): Interval => ({
  mean,
  low: mean - half,
  high: mean + half,
  n: 4,
});

function pointOf(dose: number, score: number): DosePoint {
  const concept = score * Math.max(1, dose);
  return {
    dose,
    score,
    concept,
    fires: concept,
    lexicon: null,
    fluency: 2 / Math.max(1, dose),
    perplexityRatio: 1 + dose,
  };
}

function featureOf(feature: number, label: string, place: number, word: string): BenchmarkFeature {
  const arms = ARM_NAMES.map((arm) => {
    const score = SCORES[arm] + (arm === "feature" ? 0.1 * place : 0);
    const curve = (isDosed(arm) ? DOSES : [0]).map((dose) => pointOf(dose, score));
    const damage = isDosed(arm) ? { dose: 1, deltaCe: 0.3, kl: 0.4, moved: 2 } : null;
    return [
      arm,
      { chosenDose: isDosed(arm) ? 1 : 0, reported: pointOf(1, score), frontArea: score / 2, curve, damage },
    ];
  });
  return {
    ...{ feature, label, control: feature + 1, lexicon: [word, "castle"] },
    scale: { fires: [0.01, 0.3], lexicon: [0, 0.1] },
    arms: Object.fromEntries(arms) as BenchmarkFeature["arms"],
    predictors: { density: 0.01, outputScore: 0.4 - 0.1 * place },
  };
}

function summaryOf(arm: BenchmarkArm): ArmSummary {
  const score = interval(SCORES[arm], 0.05);
  return {
    ...{ score, scoreByFires: score, scoreByLexicon: score, concept: score, fluency: interval(1.4, 0.1) },
    frontArea: interval(SCORES[arm] / 2, 0.05),
    behindFeature: arm === "feature" ? null : interval(SCORES.feature - SCORES[arm], 0.08),
    damage: isDosed(arm) ? { deltaCe: 0.3, kl: 0.4, moved: 2 } : null,
  };
}

function cellsOf(model: string, sae: string, feature: number, word: string): BenchmarkCell[] {
  const cell = (arm: BenchmarkArm, dose: number, prompt: number): BenchmarkCell => {
    const text = `a ${word} by the lake, said ${arm}`;
    return {
      ...{
        feature,
        arm,
        dose,
        prompt,
        seed: 4_000_000_000 + prompt,
        text,
        tokens: 9,
        tokenHash: sha256(text),
      },
      concept: { fires: 0.25, activation: 0.1, hits: 1, words: 7 },
      fluency: { nll: 2.5, repeated4: 0, distinct2: 1 },
    };
  };
  const recipe = (dose: number, prompt: number): BenchmarkCell["recipe"] => ({
    model,
    features: [{ sae, feature, mode: "clamp", strength: dose }],
    scope: { kind: "all" },
    prompt: PROMPTS[prompt] ?? "",
    ...{ temperature: 0.8, topP: 0.95, seed: 7 + prompt, length: 12, doses: [1] },
  });
  return [
    ...DOSES.map((dose, prompt) => ({ ...cell("feature", dose, prompt), recipe: recipe(dose, prompt) })),
    cell("random-direction", 1, 0),
  ];
}
