/**
 * Communities of a weighted graph at three sizes, each a union of those below: Louvain's method (Blondel et al. 2008) on
 * modularity with a resolution (Reichardt and Bornholdt 2006), first on the points, then on the graph of the communities
 * found. Points are visited by index and ties stay where they are, so the same graph gives the same communities.
 */
import type { WeightedGraph } from "@/domain/umap/fuzzy-graph";

/** Points of a community that the finest level aims at, and how many of its communities make one of the next. */
const FINEST_SIZE = 40;
const STEP = 4;
const MOST_PASSES = 40;
const SEARCH_STEPS = 14;
const NEAR_ENOUGH = 0.1;

/** With the weight inside each node, counted in both directions. */
interface LoopedGraph extends WeightedGraph {
  loops: Float64Array;
}

/** For each level, the fewest communities first, the community of every point. */
export function findCommunities(graph: WeightedGraph, levels: number): Uint32Array[] {
  const points = graph.offsets.length - 1;
  const found: Uint32Array[] = [];
  let level: LoopedGraph = { ...graph, loops: new Float64Array(points) };
  let member = Uint32Array.from({ length: points }, (_, i) => i);
  for (let n = 0; n < levels; n++) {
    const wanted = Math.max(2, Math.round(points / (FINEST_SIZE * STEP ** n)));
    const communities = searchResolution(level, wanted);
    member = member.map((node) => communities[node] as number);
    found.unshift(member);
    level = aggregate(level, communities);
  }
  return found;
}

/** Communities, numbered by their first node, at the resolution that gives about `wanted` of them. */
function searchResolution(graph: LoopedGraph, wanted: number): Uint32Array {
  let [low, high] = [1e-3, 1e4];
  let best = new Uint32Array(graph.offsets.length - 1);
  let distance = Infinity;
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const resolution = Math.sqrt(low * high);
    const communities = louvain(graph, resolution);
    const count = communities.reduce((most, c) => Math.max(most, c + 1), 0);
    const off = Math.abs(Math.log(count / wanted));
    if (off < distance) [best, distance] = [communities, off];
    if (off < NEAR_ENOUGH) break;
    if (count > wanted) high = resolution;
    else low = resolution;
  }
  return best;
}

function louvain(graph: LoopedGraph, resolution: number): Uint32Array<ArrayBuffer> {
  let level = graph;
  let member = Uint32Array.from({ length: graph.loops.length }, (_, i) => i);
  for (;;) {
    const communities = moveNodes(level, resolution);
    const next = aggregate(level, communities);
    member = member.map((node) => communities[node] as number);
    if (next.loops.length === level.loops.length) return member;
    level = next;
  }
}

/** Each node joins the neighbouring community that raises modularity most, until none moves. */
function moveNodes({ offsets, targets, weights, loops }: LoopedGraph, resolution: number): Uint32Array {
  const nodes = loops.length;
  const strength = loops.slice();
  for (let i = 0; i < nodes; i++)
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++)
      strength[i] = (strength[i] as number) + (weights[e] as number);
  const total = strength.reduce((sum, s) => sum + s, 0) || 1;
  const community = Uint32Array.from({ length: nodes }, (_, i) => i);
  const mass = strength.slice();
  const toward = new Float64Array(nodes);
  for (let pass = 0, moved = true; moved && pass < MOST_PASSES; pass++) {
    moved = false;
    for (let i = 0; i < nodes; i++) {
      const own = community[i] as number;
      const near: number[] = [own];
      for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++) {
        const other = community[targets[e] as number] as number;
        if (toward[other] === 0 && other !== own) near.push(other);
        toward[other] = (toward[other] as number) + (weights[e] as number);
      }
      const weight = strength[i] as number;
      mass[own] = (mass[own] as number) - weight;
      const gain = (c: number) => (toward[c] as number) - (resolution * weight * (mass[c] as number)) / total;
      let best = own;
      for (const c of near) if (gain(c) > gain(best) + 1e-12) best = c;
      mass[best] = (mass[best] as number) + weight;
      if (best !== own) {
        community[i] = best;
        moved = true;
      }
      for (const c of near) toward[c] = 0;
    }
  }
  return renumber(community);
}

function renumber(community: Uint32Array): Uint32Array {
  const numbers = new Map<number, number>();
  return community.map((c) => {
    const known = numbers.get(c) ?? numbers.size;
    numbers.set(c, known);
    return known;
  });
}

/** The graph whose nodes are the communities. */
function aggregate({ offsets, targets, weights, loops }: LoopedGraph, community: Uint32Array): LoopedGraph {
  const count = community.reduce((most, c) => Math.max(most, c + 1), 0);
  const inside = new Float64Array(count);
  const rows = Array.from({ length: count }, () => new Map<number, number>());
  community.forEach((own, i) => {
    inside[own] = (inside[own] as number) + (loops[i] as number);
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++) {
      const other = community[targets[e] as number] as number;
      const weight = weights[e] as number;
      if (other === own) inside[own] = inside[own] + weight;
      else rows[own]?.set(other, (rows[own].get(other) ?? 0) + weight);
    }
  });
  const sorted = rows.map((row) => [...row].sort(([a], [b]) => a - b));
  const ends = new Uint32Array(count + 1);
  sorted.forEach((row, c) => (ends[c + 1] = (ends[c] as number) + row.length));
  return {
    offsets: ends,
    targets: Uint32Array.from(sorted.flat(), ([target]) => target),
    weights: Float64Array.from(sorted.flat(), ([, weight]) => weight),
    loops: inside,
  };
}
