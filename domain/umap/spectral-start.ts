/**
 * Where the layout starts: the second and third eigenvector of the normalised adjacency D^-1/2 W D^-1/2 (Belkin and Niyogi
 * 2003, as UMAP starts), by subspace iteration with a Chebyshev filter (Zhou, Saad, Tiago and Chelikowsky 2006). Exact
 * to plotting accuracy, which is all that a start needs.
 */
import type { Random } from "../random";
import type { WeightedGraph } from "./fuzzy-graph";
import { orthonormalise, symmetricEigen } from "./small-matrices";

const BLOCK = 6;
const DEGREE = 16;
const ROUNDS = 24;
const EXTENT = 10;
const NOISE = 1e-4;

/** x and y of each point, [2 n], within about [-10, 10]. */
export function spectralStart(graph: WeightedGraph, random: Random): Float64Array {
  const points = graph.offsets.length - 1;
  const start = Float64Array.from({ length: 2 * points }, () => EXTENT * (2 * random.uniform() - 1));
  const components = connectedComponents(graph);
  placeApart(components, start, random);
  const largest = components[0] ?? new Uint32Array();
  if (largest.length > 2 * BLOCK) {
    const vectors = leadingVectors(restrict(graph, largest), random);
    for (let axis = 0; axis < 2; axis++) {
      const vector = vectors[axis] ?? new Float64Array(largest.length);
      const most = vector.reduce((max, x) => Math.max(max, Math.abs(x)), 0) || 1;
      largest.forEach((point, i) => (start[2 * point + axis] = (EXTENT * (vector[i] as number)) / most));
    }
  }
  return start.map((x) => x + NOISE * random.normal());
}

/** Points of each, the largest component first, then in order of their first point. */
function connectedComponents({ offsets, targets }: WeightedGraph): Uint32Array[] {
  const points = offsets.length - 1;
  const seen = new Uint8Array(points);
  const components: Uint32Array[] = [];
  for (let first = 0; first < points; first++) {
    if (seen[first]) continue;
    seen[first] = 1;
    const members = [first];
    for (const point of members)
      for (let e = offsets[point] as number; e < (offsets[point + 1] as number); e++) {
        const next = targets[e] as number;
        if (!seen[next]) {
          seen[next] = 1;
          members.push(next);
        }
      }
    components.push(Uint32Array.from(members).sort());
  }
  return components.sort((a, b) => b.length - a.length || (a[0] as number) - (b[0] as number));
}

/** Components that nothing connects to the largest: each around a random place. */
function placeApart(components: readonly Uint32Array[], start: Float64Array, random: Random): void {
  for (const component of components.slice(1)) {
    const [x, y] = [EXTENT * (2 * random.uniform() - 1), EXTENT * (2 * random.uniform() - 1)];
    for (const point of component) {
      start[2 * point] = x + 0.1 * random.normal();
      start[2 * point + 1] = y + 0.1 * random.normal();
    }
  }
}

/** The normalised adjacency of a component, its points renumbered. */
function restrict({ offsets, targets, weights }: WeightedGraph, members: Uint32Array): WeightedGraph {
  const numbers = new Map([...members].map((point, i) => [point, i]));
  const scale = Float64Array.from(members, (point) => {
    let degree = 0;
    for (let e = offsets[point] as number; e < (offsets[point + 1] as number); e++)
      degree += weights[e] as number;
    return 1 / Math.sqrt(degree);
  });
  const own = {
    offsets: new Uint32Array(members.length + 1),
    targets: [] as number[],
    weights: [] as number[],
  };
  members.forEach((point, i) => {
    for (let e = offsets[point] as number; e < (offsets[point + 1] as number); e++) {
      const j = numbers.get(targets[e] as number) ?? 0;
      own.targets.push(j);
      own.weights.push((weights[e] as number) * (scale[i] as number) * (scale[j] as number));
    }
    own.offsets[i + 1] = own.targets.length;
  });
  return {
    offsets: own.offsets,
    targets: Uint32Array.from(own.targets),
    weights: Float64Array.from(own.weights),
  };
}

/** Eigenvectors of the largest eigenvalues but the first, each times D^-1/2 left out as UMAP does. */
function leadingVectors(matrix: WeightedGraph, random: Random): Float64Array[] {
  const points = matrix.offsets.length - 1;
  let block: Float64Array[] = Array.from({ length: BLOCK }, () =>
    Float64Array.from({ length: points }, () => random.normal()),
  );
  let cut = 0.5;
  for (let round = 0; round < ROUNDS; round++) {
    block = orthonormalise(block.map((vector) => filter(matrix, vector, cut)));
    const images = block.map((vector) => multiply(matrix, vector));
    const small = block.map((a) => images.map((b) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)));
    const { values, vectors } = symmetricEigen(small);
    block = vectors.map((combination) => {
      const turned = new Float64Array(points);
      combination.forEach((weight, n) => {
        const from = block[n] as Float64Array;
        for (let i = 0; i < points; i++) turned[i] = (turned[i] as number) + weight * (from[i] as number);
      });
      return turned;
    });
    cut = Math.min(0.999, Math.max(0.1, values[BLOCK - 1] ?? 0.5));
  }
  return block.slice(1, 3);
}

/** A Chebyshev polynomial of the matrix that is small on [-1, cut] and grows fast above. */
function filter(matrix: WeightedGraph, vector: Float64Array, cut: number): Float64Array {
  const half = (cut + 1) / 2;
  const centre = (cut - 1) / 2;
  let before = vector;
  let now = multiply(matrix, vector).map((x, i) => (x - centre * (vector[i] as number)) / half);
  for (let degree = 2; degree <= DEGREE; degree++) {
    const image = multiply(matrix, now);
    const next = new Float64Array(now.length);
    for (let i = 0; i < next.length; i++)
      next[i] = (2 / half) * ((image[i] as number) - centre * (now[i] as number)) - (before[i] as number);
    before = now;
    now = next;
  }
  return now;
}

function multiply({ offsets, targets, weights }: WeightedGraph, vector: Float64Array): Float64Array {
  const product = new Float64Array(vector.length);
  for (let i = 0; i < product.length; i++) {
    let sum = 0;
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++)
      sum += (weights[e] as number) * (vector[targets[e] as number] as number);
    product[i] = sum;
  }
  return product;
}
