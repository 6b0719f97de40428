import { z } from "zod";
import { Random } from "../random";
import { fitCurve } from "./curve";
import { fuzzyGraph, type NeighbourGraph, type WeightedGraph } from "./fuzzy-graph";
import { optimiseLayout } from "./optimise";
import { spectralStart } from "./spectral-start";

/** Everything besides the neighbours that fixes a layout; stored with it. Names are UMAP's. */
export const layoutSettings = z.object({
  seed: z.number().int(),
  /** UMAP counts the point itself. */
  neighbours: z.number().int().min(2),
  minDistance: z.number().nonnegative(),
  spread: z.number().positive(),
  epochs: z.number().int().positive(),
  negatives: z.number().int().positive(),
});
export type LayoutSettings = z.infer<typeof layoutSettings>;

/** umap-learn's defaults; fewer epochs for many points, as there. */
export function defaultSettings(points: number): LayoutSettings {
  return {
    seed: 1,
    neighbours: 15,
    minDistance: 0.1,
    spread: 1,
    epochs: points <= 10_000 ? 500 : 200,
    negatives: 5,
  };
}

/**
 * A UMAP layout of points whose nearest neighbours are known: x and y of each, [2 n]. The same neighbours and settings
 * give the same bytes.
 * @param graph with at least `neighbours - 1` a point; further ones are left aside
 */
export function layOut(
  graph: NeighbourGraph,
  settings: LayoutSettings,
  onEpoch?: (epoch: number) => void,
): { positions: Float64Array; graph: WeightedGraph } {
  const weighted = fuzzyGraph(firstNeighbours(graph, settings.neighbours - 1));
  const random = new Random(settings.seed);
  const positions = fitInto(spectralStart(weighted, random), 10);
  const curve = fitCurve(settings.minDistance, settings.spread);
  const { epochs, negatives } = settings;
  optimiseLayout(weighted, positions, random, { epochs, negatives, curve, ...(onEpoch ? { onEpoch } : {}) });
  return { positions, graph: weighted };
}

function firstNeighbours(graph: NeighbourGraph, wanted: number): NeighbourGraph {
  const { points, each, ids, distances } = graph;
  if (each <= wanted) return graph;
  const take = (values: ArrayLike<number>) =>
    Float64Array.from(
      { length: points * wanted },
      (_, n) => values[Math.floor(n / wanted) * each + (n % wanted)] as number,
    );
  return { points, each: wanted, ids: take(ids), distances: take(distances) };
}

/** Each axis stretched over [0, size], as umap-learn does before it optimises. */
function fitInto(positions: Float64Array, size: number): Float64Array {
  const fitted = new Float64Array(positions.length);
  for (let axis = 0; axis < 2; axis++) {
    let [least, most] = [Infinity, -Infinity];
    for (let i = axis; i < positions.length; i += 2) {
      least = Math.min(least, positions[i] as number);
      most = Math.max(most, positions[i] as number);
    }
    for (let i = axis; i < positions.length; i += 2)
      fitted[i] = (size * ((positions[i] as number) - least)) / (most - least || 1);
  }
  return fitted;
}
