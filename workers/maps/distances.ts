/**
 * The neighbours of an SAE's features by every distance that its examples have a part in, and how well each agrees with
 * contexts that it has not seen: what is made from passages with an even number is tested on those with an odd one.
 */
import {
  WEIGHED_DISTANCES,
  type Distance,
  type DistanceWeights,
  type HeldOutCoherence,
} from "@/domain/distances";
import { Random } from "@/domain/random";
import {
  chanceSimilarities,
  liveFeatures,
  measureCoherence,
  OVERLAP,
  shareBelow,
} from "../contexts/coherence";
import { contextVectors, NEARNESS, type PassageHalf } from "../contexts/context-vectors";
import type { ContextWindows } from "../contexts/context-windows";
import { NearestSparse } from "../contexts/nearest-sparse";
import { dotRows, type SparseRows } from "../contexts/sparse-rows";
import type { Engine } from "../engine/ops";
import { largestOf, type Largest } from "./largest";
import { unitRows, type Directions } from "./nearest-directions";
import {
  DenseSimilarities,
  ListedSimilarities,
  MOST_READY,
  SparseSimilarities,
  type SimilarityRows,
} from "./similarity-rows";

/** Features that coherence is measured over, drawn by a fixed seed: its standard error is then below 0.003. */
const MEASURED_FEATURES = 4096;
const WEIGHED_FEATURES = 800;
/** Of each part, the nearest among which the nearest of all parts together is looked for. */
const CANDIDATES = 20;
const WEIGHED_PAIRS = 20_000;
const SEED = 1;
/** Weights tried for each part beside contexts, whose weight is 1. */
const TRIED = {
  together: [0, 0.1, 0.25, 0.5],
  direction: [0, 0.1, 0.2],
  effect: [0, 0.1],
} as const;

export interface DistanceInputs {
  windows: ContextWindows;
  /** Features that fire with each; over all passages, and over the even ones where these were counted apart. */
  together: { all: Largest[]; even: Largest[] | null };
  directions: Directions;
  effects: Directions;
  /** Of what they fire on, by the embedding model, of length 1 or less; null where there is none. */
  meanings: Directions | null;
}

/** What features are compared by, but for firings that were not counted apart and meanings that nothing could tell. */
type Parts = Record<"contexts" | "direction" | "effect", SimilarityRows> &
  Partial<Record<"together" | "meaning", SimilarityRows>>;

export class Distances {
  private constructor(
    private readonly inputs: DistanceInputs,
    private readonly dense: { direction: SimilarityRows; effect: SimilarityRows },
    private readonly meaning: SimilarityRows | null,
    private readonly odd: SparseRows,
  ) {}

  private readonly contexts = new Map<string, SimilarityRows>();

  static async create(engine: Engine, inputs: DistanceInputs): Promise<Distances> {
    const dense = {
      direction: await DenseSimilarities.create(engine, unitRows(inputs.directions)),
      effect: await DenseSimilarities.create(engine, unitRows(inputs.effects)),
    };
    const meaning = inputs.meanings && (await DenseSimilarities.create(engine, inputs.meanings));
    return new Distances(inputs, dense, meaning, contextVectors(inputs.windows, "odd"));
  }

  get features(): number {
    return this.inputs.windows.features;
  }

  async dispose(): Promise<void> {
    await this.dense.direction.dispose();
    await this.dense.effect.dispose();
    await this.meaning?.dispose();
  }

  /** The `wanted` nearest of features [first, end), exactly, in float32. */
  nearest(
    distance: Distance,
    weights: DistanceWeights,
    range: { first: number; end: number; wanted: number },
    signal?: AbortSignal,
  ): Promise<Largest[]> {
    const features = Uint32Array.from({ length: range.end - range.first }, (_, n) => range.first + n);
    return this.nearestOf(this.weighed(distance, weights, "all"), features, range.wanted, signal);
  }

  /**
   * Coherence on odd passages of the neighbours that even ones give, beside that of neighbours drawn at random. Null
   * where nothing is known of even passages alone, or where there are no two features with contexts.
   */
  async measure(
    distance: Distance,
    weights: DistanceWeights,
    signal?: AbortSignal,
  ): Promise<HeldOutCoherence | null> {
    if (distance === "together" && this.inputs.together.even === null) return null;
    const features = this.draw(liveFeatures(this.odd), MEASURED_FEATURES);
    const found = await this.nearestOf(this.weighed(distance, weights, "even"), features, OVERLAP, signal);
    const ids = new Int32Array(features.length * OVERLAP).fill(-1);
    found.forEach((list, n) => ids.set(list.ids, n * OVERLAP));
    const random = new Random(SEED, 1);
    const drawn = ids.map(() => random.integer() % this.features);
    const options = { seed: SEED, sample: WEIGHED_FEATURES };
    const own = measureCoherence(this.odd, { features, ids, each: OVERLAP }, options);
    const chance = measureCoherence(this.odd, { features, ids: drawn, each: OVERLAP }, options);
    if (!own || !chance) return null;
    const { auc, overlap, features: measured } = own;
    return { auc, overlap, features: measured, random: { auc: chance.auc, overlap: chance.overlap } };
  }

  /**
   * The weights whose nearest features agree best with contexts, chosen without a look at odd passages: neighbours from
   * one half of the even passages, tested on the other half of them.
   */
  async chooseWeights(signal?: AbortSignal): Promise<DistanceWeights> {
    const tested = contextVectors(this.inputs.windows, "even, second");
    const live = liveFeatures(tested);
    const parts = this.parts("even, first");
    const combinations = allWeights(parts.together !== undefined);
    const scores = new Float64Array(combinations.length);
    const features = this.draw(live, WEIGHED_FEATURES);
    const chance = chanceSimilarities(tested, live, WEIGHED_PAIRS, new Random(SEED, 2));
    const kinds = WEIGHED_DISTANCES.filter((kind) => parts[kind]);
    for (let first = 0; first < features.length; first += MOST_READY) {
      const chunk = features.subarray(first, first + MOST_READY);
      for (const kind of kinds) await parts[kind]?.ready(chunk);
      chunk.forEach((feature, n) => {
        const rows = kinds.map((kind) => {
          const row = new Float32Array(this.features);
          parts[kind]?.add(n, 1, row);
          return { kind, row };
        });
        const candidates = new Set(rows.flatMap(({ row }) => [...largestOf(row, CANDIDATES, feature).ids]));
        const known = new Map<number, number>();
        combinations.forEach((weights, c) => {
          const nearest = bestOf(rows, weights, candidates);
          let share = known.get(nearest);
          if (share === undefined) {
            const s = nearest < 0 ? 0 : dotRows(tested, feature, tested, nearest);
            known.set(nearest, (share = shareBelow(chance, s)));
          }
          scores[c] = (scores[c] as number) + share;
        });
      });
      signal?.throwIfAborted();
    }
    // of equals the first, which has the fewest parts
    const best = scores.indexOf(Math.max(...scores));
    return scaled(combinations[best] ?? { contexts: 1, together: 0, direction: 0, effect: 0 });
  }

  private weighed(
    distance: Distance,
    weights: DistanceWeights,
    half: "all" | "even",
  ): { rows: SimilarityRows; weight: number }[] {
    const parts = this.parts(half);
    if (distance !== "combined") {
      const rows = parts[distance];
      return rows ? [{ rows, weight: 1 }] : [];
    }
    return WEIGHED_DISTANCES.flatMap((kind) => {
      const rows = parts[kind];
      return rows && weights[kind] > 0 ? [{ rows, weight: weights[kind] }] : [];
    });
  }

  private parts(half: "all" | PassageHalf): Parts {
    const { together } = this.inputs;
    // a quarter of the passages is not counted apart: what fires together on the even ones stands for both of their halves
    const lists = half === "all" ? together.all : together.even;
    return {
      contexts: this.contextsOf(half),
      ...(lists ? { together: new ListedSimilarities(lists) } : {}),
      // of even passages, whichever half is asked for
      ...(this.meaning ? { meaning: this.meaning } : {}),
      ...this.dense,
    };
  }

  private contextsOf(half: "all" | PassageHalf): SimilarityRows {
    const known = this.contexts.get(half);
    if (known) return known;
    this.contexts.clear(); // one at a time: each takes as much memory as the windows
    const vectors = contextVectors(this.inputs.windows, half === "all" ? undefined : half, NEARNESS);
    const made = new SparseSimilarities(new NearestSparse(vectors));
    this.contexts.set(half, made);
    return made;
  }

  private async nearestOf(
    parts: readonly { rows: SimilarityRows; weight: number }[],
    features: Uint32Array,
    wanted: number,
    signal?: AbortSignal,
  ): Promise<Largest[]> {
    const sums = new Float32Array(this.features);
    const found: Largest[] = [];
    for (let first = 0; first < features.length; first += MOST_READY) {
      signal?.throwIfAborted();
      const chunk = features.subarray(first, first + MOST_READY);
      for (const { rows } of parts) await rows.ready(chunk);
      chunk.forEach((feature, n) => {
        sums.fill(0);
        for (const { rows, weight } of parts) rows.add(n, weight, sums);
        found.push(largestOf(sums, wanted, feature));
      });
    }
    return found;
  }

  private draw(features: Uint32Array, most: number): Uint32Array {
    const drawn = features.slice();
    if (drawn.length > most) new Random(SEED).shuffle(drawn);
    return drawn.subarray(0, most);
  }
}

function allWeights(together: boolean): DistanceWeights[] {
  return (together ? TRIED.together : [0]).flatMap((t) =>
    TRIED.direction.flatMap((direction) =>
      TRIED.effect.map((effect) => ({ contexts: 1, together: t, direction, effect })),
    ),
  );
}

function scaled(weights: DistanceWeights): DistanceWeights {
  const { contexts, together, direction, effect } = weights;
  const sum = contexts + together + direction + effect;
  return {
    contexts: contexts / sum,
    together: together / sum,
    direction: direction / sum,
    effect: effect / sum,
  };
}

function bestOf(
  rows: readonly { kind: keyof DistanceWeights; row: Float32Array }[],
  weights: DistanceWeights,
  candidates: ReadonlySet<number>,
): number {
  let [best, most] = [-1, 0];
  for (const id of candidates) {
    let sum = 0;
    for (const { kind, row } of rows) sum += weights[kind] * (row[id] as number);
    if (sum > most) [best, most] = [id, sum];
  }
  return best;
}
