/** Means over features with bootstrap intervals over features and prompts. */
import { middle95, resampled } from "./bootstrap";
import { Random } from "./random";
import { spearman } from "./rank-correlation";
import {
  PREDICTOR_NAMES,
  type ArmResult,
  type ArmSummary,
  type BenchmarkArms,
  type BenchmarkArm,
  type BenchmarkCell,
  type BenchmarkFeature,
  type BenchmarkGrid,
  type BenchmarkSummary,
  type Interval,
  type Predictor,
} from "./steering-benchmark";
import { groupTerms, harmonicMean, type Baseline } from "./steering-score";
import { groupCells, isForChoice, shownArms } from "./summarise-steering";

const ROUNDS = 1000;
const LEAST_FOR_CHOICE = 8;
const CONTROLS = ["wrong-sign", "random-feature", "random-direction"] as const;

const FIGURES = [
  "score",
  "scoreByFires",
  "scoreByLexicon",
  "concept",
  "fluency",
  "frontArea",
  "similar",
] as const;
type Figure = (typeof FIGURES)[number];
type Figures = Record<Figure, number | null>;

const NOTHING: Interval = { mean: 0, low: 0, high: 0, n: 0 };

interface Held {
  features: readonly BenchmarkFeature[];
  cells: readonly BenchmarkCell[];
  grid: BenchmarkGrid;
  baseline: Baseline;
}

export function summariseBenchmark(held: Held): BenchmarkSummary {
  const { features, grid } = held;
  const scoreOf = ({ predictors }: BenchmarkFeature) => predictors.outputScore ?? -Infinity;
  const best = features
    .filter(({ predictors }) => typeof predictors.outputScore === "number")
    .sort((a, b) => scoreOf(b) - scoreOf(a) || a.feature - b.feature)
    .slice(0, Math.ceil(features.length / 2));
  return {
    ...tableOf(held),
    bestPredicted:
      best.length > 0 ? tableOf({ ...held, features: features.filter((one) => best.includes(one)) }) : null,
    ...predict(features, new Random(grid.seed, 2)),
  };
}

function tableOf(held: Held): BenchmarkArms {
  const { features, grid } = held;
  const arms = shownArms(grid);
  const at = figuresOf(held);
  const reported = grid.prompts.flatMap((_, prompt) => (isForChoice(prompt) ? [] : [prompt]));
  const seen = meansOf(at, arms, [...features.keys()], reported);
  const random = new Random(grid.seed, 1);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const prompts = resampled(reported.length, random).map((i) => reported[i] ?? 0);
    return meansOf(at, arms, resampled(features.length, random), prompts);
  });
  const intervalOf = (arm: BenchmarkArm, name: Figure | "behindFeature"): Interval => {
    const { mean, n } = seen[arm]?.[name] ?? NOTHING;
    return n === 0
      ? NOTHING
      : { mean, ...middle95(rounds.map((round) => round[arm]?.[name].mean ?? NaN)), n };
  };
  const summary = (arm: BenchmarkArm): ArmSummary => ({
    ...(Object.fromEntries(FIGURES.map((name) => [name, intervalOf(arm, name)])) as Record<Figure, Interval>),
    behindFeature: arm === "feature" || !arms.includes("feature") ? null : intervalOf(arm, "behindFeature"),
    damage: medianDamage(features.flatMap((feature) => feature.arms[arm] ?? [])),
  });
  return {
    features: features.length,
    aboveControls: features.filter(isAboveControls).length,
    arms: Object.fromEntries(arms.map((arm) => [arm, summary(arm)])),
  };
}

function isAboveControls({ arms }: BenchmarkFeature): boolean {
  const own = arms.feature?.reported.score ?? null;
  return own !== null && CONTROLS.every((arm) => own > (arms[arm]?.reported.score ?? -Infinity));
}

/** Figures of a feature and arm at its chosen dose over some of the prompts, each as often as it is named. */
function figuresOf({ features, cells, baseline }: Held) {
  const groups = groupCells(cells);
  // looked up in every round
  const chosen = features.map(({ feature, arms }) =>
    Object.fromEntries(
      [...(groups.get(feature) ?? [])].map(([arm, own]) => [
        arm,
        new Map(
          own
            .filter(({ dose }) => dose === arms[arm]?.chosenDose)
            .map((cell) => [cell.prompt, cell] as const),
        ),
      ]),
    ),
  ) as Partial<Record<BenchmarkArm, ReadonlyMap<number, BenchmarkCell>>>[];
  return (place: number, arm: BenchmarkArm, prompts: readonly number[]): Figures | null => {
    const feature = features[place];
    const own = chosen[place]?.[arm];
    if (!feature || !own) return null;
    const group = prompts.flatMap((prompt) => own.get(prompt) ?? []);
    const { score, concept, fires, lexicon, fluency } = groupTerms(group, feature.scale, baseline);
    const by = (term: number | null) =>
      term === null || fluency === null ? null : harmonicMean(term, fluency);
    return {
      ...{ score, concept, fluency, frontArea: feature.arms[arm]?.frontArea ?? null },
      ...{ scoreByFires: by(fires), scoreByLexicon: by(lexicon), similar: meanSimilarity(group) },
    };
  };
}

/** Null where a text's is not known. */
function meanSimilarity(cells: readonly BenchmarkCell[]): number | null {
  const values = cells.flatMap(({ concept }) => concept.similar ?? []);
  if (values.length < Math.max(1, cells.length)) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Mean {
  mean: number;
  n: number;
}
type Means = Partial<Record<BenchmarkArm, Record<Figure | "behindFeature", Mean>>>;

function meansOf(
  at: ReturnType<typeof figuresOf>,
  arms: readonly BenchmarkArm[],
  places: readonly number[],
  prompts: readonly number[],
): Means {
  const known = new Map<number, Partial<Record<BenchmarkArm, Figures | null>>>();
  for (const place of new Set(places))
    known.set(place, Object.fromEntries(arms.map((arm) => [arm, at(place, arm, prompts)])));
  const mean = (values: readonly (number | null | undefined)[]): Mean => {
    const had = values.filter((value) => typeof value === "number");
    return { mean: had.reduce((sum, value) => sum + value, 0) / had.length, n: had.length };
  };
  const difference = (place: number, arm: BenchmarkArm) => {
    const [own, other] = [known.get(place)?.feature?.score, known.get(place)?.[arm]?.score];
    return typeof own === "number" && typeof other === "number" ? own - other : null;
  };
  return Object.fromEntries(
    arms.map((arm) => [
      arm,
      {
        ...Object.fromEntries(
          FIGURES.map((name) => [name, mean(places.map((place) => known.get(place)?.[arm]?.[name]))]),
        ),
        behindFeature: mean(places.map((place) => difference(place, arm))),
      },
    ]),
  );
}

function medianDamage(results: readonly ArmResult[]): ArmSummary["damage"] {
  const had = results.flatMap(({ damage }) => damage ?? []);
  if (had.length === 0) return null;
  const median = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? NaN;
  return {
    deltaCe: median(had.map(({ deltaCe }) => deltaCe)),
    kl: median(had.map(({ kl }) => kl)),
    moved: median(had.map(({ moved }) => moved)),
  };
}

/** How well each predictor orders features by the score of their own arm. */
function predict(
  features: readonly BenchmarkFeature[],
  random: Random,
): Pick<BenchmarkSummary, "predictors" | "best"> {
  const correlate = (name: Predictor, some: readonly BenchmarkFeature[]): Interval | null => {
    const pairs = some.flatMap(({ predictors, arms }): [number, number][] => {
      const [x, y] = [predictors[name], arms.feature?.reported.score];
      return typeof x === "number" && typeof y === "number" ? [[x, y]] : [];
    });
    const rho = (chosen: readonly [number, number][]) =>
      spearman(
        chosen.map(([x]) => x),
        chosen.map(([, y]) => y),
      );
    const mean = rho(pairs);
    if (!Number.isFinite(mean)) return null;
    const rounds = Array.from({ length: ROUNDS }, () =>
      rho(resampled(pairs.length, random).map((i) => pairs[i] ?? [0, 0])),
    );
    return { mean, ...middle95(rounds), n: pairs.length };
  };
  const table = (some: readonly BenchmarkFeature[]) =>
    PREDICTOR_NAMES.flatMap((name) => {
      const rho = correlate(name, some);
      return rho ? [{ name, rho }] : [];
    }).sort((a, b) => Math.abs(b.rho.mean) - Math.abs(a.rho.mean));
  const half = (rest: number) => features.filter((_, place) => place % 2 === rest);
  const first = features.length >= LEAST_FOR_CHOICE ? table(half(0))[0] : undefined;
  const heldOut = first ? correlate(first.name, half(1)) : null;
  return { predictors: table(features), best: first && heldOut ? { name: first.name, heldOut } : null };
}
