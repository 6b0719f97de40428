/**
 * UMAP's stochastic gradient descent (McInnes, Healy and Melville 2018, section 4.2; umap-learn's update rule) on typed
 * arrays. Both forces depend on the squared distance alone, so they are read from tables instead of being computed
 * with two powers at each of some hundred million steps.
 */
import type { Random } from "../random";
import type { ClosenessCurve } from "./curve";
import type { WeightedGraph } from "./fuzzy-graph";

export interface OptimiseOptions {
  epochs: number;
  curve: ClosenessCurve;
  /** Random points pushed away for each edge that is pulled. */
  negatives: number;
  onEpoch?: (epoch: number) => void;
}

const CLIP = 4;

/** Moves `positions` [2 n] in place. */
export function optimiseLayout(
  graph: WeightedGraph,
  positions: Float64Array,
  random: Random,
  options: OptimiseOptions,
): void {
  const { epochs, curve, negatives } = options;
  const { heads, tails, every } = edgesOf(graph, epochs);
  const points = graph.offsets.length - 1;
  const pull = forceTable(
    (d) => (-2 * curve.a * curve.b * d ** (curve.b - 1)) / (curve.a * d ** curve.b + 1),
  );
  const push = forceTable((d) => (2 * curve.b) / ((0.001 + d) * (curve.a * d ** curve.b + 1)));
  const nextPull = every.slice();
  const nextPush = every.map((epochsBetween) => epochsBetween / negatives);
  const clip = (x: number) => (x > CLIP ? CLIP : x < -CLIP ? -CLIP : x);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 1 - epoch / epochs;
    for (let e = 0; e < heads.length; e++) {
      if ((nextPull[e] as number) > epoch) continue;
      const head = 2 * (heads[e] as number);
      const tail = 2 * (tails[e] as number);
      let x = positions[head] as number;
      let y = positions[head + 1] as number;
      const dx = x - (positions[tail] as number);
      const dy = y - (positions[tail + 1] as number);
      const near = dx * dx + dy * dy;
      if (near > 0) {
        const force = readForce(pull, near);
        const moveX = rate * clip(force * dx);
        const moveY = rate * clip(force * dy);
        x += moveX;
        y += moveY;
        positions[tail] = (positions[tail] as number) - moveX;
        positions[tail + 1] = (positions[tail + 1] as number) - moveY;
      }
      const between = every[e] as number;
      nextPull[e] = (nextPull[e] as number) + between;
      const pushes = Math.floor((epoch - (nextPush[e] as number)) / (between / negatives));
      for (let n = 0; n < pushes; n++) {
        const other = 2 * (random.integer() % points);
        if (other === head) continue;
        const ox = x - (positions[other] as number);
        const oy = y - (positions[other + 1] as number);
        const far = ox * ox + oy * oy;
        if (far === 0) continue;
        const force = readForce(push, far);
        x += rate * clip(force * ox);
        y += rate * clip(force * oy);
      }
      nextPush[e] = (nextPush[e] as number) + (pushes * between) / negatives;
      positions[head] = x;
      positions[head + 1] = y;
    }
    options.onEpoch?.(epoch);
  }
}

/** Edges in both directions, each pulled every so many epochs; those too light to be pulled once are left out. */
function edgesOf({ offsets, targets, weights }: WeightedGraph, epochs: number) {
  const heaviest = weights.reduce((max, weight) => Math.max(max, weight), 0);
  const heads: number[] = [];
  const kept: number[] = [];
  for (let i = 0; i + 1 < offsets.length; i++)
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++)
      if ((weights[e] as number) >= heaviest / epochs) {
        heads.push(i);
        kept.push(e);
      }
  return {
    heads: Uint32Array.from(heads),
    tails: Uint32Array.from(kept, (e) => targets[e] as number),
    every: Float64Array.from(kept, (e) => heaviest / (weights[e] as number)),
  };
}

/** Cells to an octave of the squared distance: 2^CELL_BITS, read with linear interpolation (relative error below 1e-4). */
const CELL_BITS = 6;
const SHIFT = 23 - CELL_BITS;
/** Bit patterns of the float32 numbers 2^-40 and 2^24, between which layouts lie. */
const FIRST = (127 - 40) << 23;
const LAST = (127 + 24) << 23;
const FRACTION = 1 / (1 << SHIFT);

const number = new Float32Array(1);
const bits = new Int32Array(number.buffer);

function forceTable(force: (squaredDistance: number) => number): Float64Array {
  const cells = (LAST - FIRST) >> SHIFT;
  return Float64Array.from({ length: cells + 1 }, (_, cell) => {
    bits[0] = FIRST + (cell << SHIFT);
    return force(number[0] as number);
  });
}

function readForce(table: Float64Array, squaredDistance: number): number {
  number[0] = squaredDistance;
  const pattern = Math.min(Math.max(bits[0] as number, FIRST), LAST - 1) - FIRST;
  const cell = pattern >> SHIFT;
  const share = (pattern & ((1 << SHIFT) - 1)) * FRACTION;
  const low = table[cell] as number;
  return low + share * ((table[cell + 1] as number) - low);
}
