import type { FeatureEdit } from "@/domain/steering";
import type { BenchmarkGrid } from "@/domain/steering-benchmark";
import { cellSeed, type CellPlace } from "@/domain/steering-arms";
import type { SteeredBatch, TextRequest } from "../steered-batch";

/** A cell as the steered batch writes it. */
export interface WrittenCell {
  place: CellPlace;
  /** BOS first. */
  prompt: readonly number[];
  edit: FeatureEdit;
}

/** Texts that are written together: enough to keep the products busy, and few enough for the caches. */
const TOGETHER = 96;

/** Token ids that follow each cell's prompt, in the order of `cells`. */
export async function writeTexts(
  batch: SteeredBatch,
  cells: readonly WrittenCell[],
  grid: BenchmarkGrid,
  signal?: AbortSignal,
): Promise<number[][]> {
  const written: number[][] = cells.map(() => []);
  let waiting = runsOf(cells, grid.seed);
  while (waiting.length > 0) {
    const some = waiting.slice(0, fitting(waiting));
    waiting = waiting.slice(some.length);
    try {
      for (const [name, run] of some.entries()) await batch.add(String(name), requestOf(run, cells, grid));
      while (batch.size > 0) {
        signal?.throwIfAborted();
        for (const [name, step] of await batch.step())
          // before the texts with edits stands a default one that is not written
          some[Number(name)]?.members.forEach((cell, n) => {
            const id = step[n + 1]?.id;
            if (id !== undefined) written[cell]?.push(id);
          });
      }
    } finally {
      for (const name of some.keys()) batch.remove(String(name));
    }
  }
  return written;
}

/** How many of the first runs have room together; one at least. */
function fitting(runs: readonly CellRun[]): number {
  let rows = 0;
  const end = runs.findIndex(({ members }) => (rows += members.length) > TOGETHER);
  return end < 0 ? runs.length : Math.max(1, end);
}

/** Cells that differ by the dose alone: they are one run, whose prompt is read at once. */
interface CellRun {
  /** Places in the list of cells. */
  members: number[];
  seed: number;
}

function runsOf(cells: readonly WrittenCell[], seed: number): CellRun[] {
  const runs = new Map<string, CellRun>();
  cells.forEach(({ place, prompt, edit }, i) => {
    const own = cellSeed(seed, place);
    const name = [edit.feature, own, ...prompt].join(" ");
    const run = runs.get(name);
    if (run) run.members.push(i);
    else runs.set(name, { members: [i], seed: own });
  });
  return [...runs.values()];
}

function requestOf(
  { members, seed }: CellRun,
  cells: readonly WrittenCell[],
  grid: BenchmarkGrid,
): TextRequest {
  const edits = members.flatMap((i) => cells[i]?.edit ?? []);
  return {
    ...{ prompt: cells[members[0] ?? 0]?.prompt ?? [], scope: { kind: "all" }, bare: true },
    features: [{ place: 0, feature: edits[0]?.feature ?? 0 }],
    doses: edits.map((edit) => [edit]),
    ...{ temperature: grid.temperature, topP: grid.topP, length: grid.tokens, seed },
  };
}
