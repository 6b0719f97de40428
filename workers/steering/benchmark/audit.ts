import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { Random } from "@/domain/random";
import { canonicalJson } from "@/domain/steering";
import type { BenchmarkAudit } from "@/domain/steering-audit";
import type { BenchmarkCell, BenchmarkResult } from "@/domain/steering-benchmark";
import packageJson from "@/package.json";
import type { Compute } from "../../compute/api";
import { loadTarget } from "../../dashboards/collection-target";
import { prepareBenchmark } from "./prepare";
import { manifestHash } from "./run-benchmark";

/** Figures are written with five digits, and read in batches of other sizes, which may change the last of them. */
const TOLERANCE = 1e-3;

export interface Audit {
  /** Of the cells that are written again, at least one. */
  share: number;
  seed: number;
  signal?: AbortSignal | undefined;
  progress?: (done: number, total: number) => void;
}

/**
 * Writes a random share of a benchmark's cells again, with the model, SAE and statistics of this instance.
 * @throws FeaturescopeError NOT_FOUND for an SAE that is not here, CONFLICT where it or its texts are others
 */
export async function auditBenchmark(
  pool: Pool,
  compute: Pick<Compute, "scoreOutputs" | "measureCells" | "describeEngine">,
  { manifest, features: measured, cells }: Pick<BenchmarkResult, "manifest" | "features" | "cells">,
  { share, seed, signal, progress }: Audit,
): Promise<BenchmarkAudit> {
  const target = await loadTarget(pool, await findCollection(pool, manifest));
  const { grid, features, vectors } = manifest;
  const benchmark = await prepareBenchmark(
    pool,
    target,
    { grid, wanted: { ...features, scored: false }, vectors },
    { compute, signal },
  );
  requireSame(manifest, benchmark.manifest);
  const order = Uint32Array.from(cells.keys());
  new Random(seed).shuffle(order);
  const drawn = Array.from(
    order.subarray(0, Math.max(1, Math.ceil(share * cells.length))).sort(),
    (i) => cells[i] as BenchmarkCell,
  );
  const concerned = new Set(drawn.map(({ feature }) => feature));
  // what was asked for in words is what the label said then, whatever it says here
  const labels = new Map(measured.map(({ feature, label }) => [feature, label]));
  const own = {
    ...benchmark,
    features: benchmark.features
      .filter(({ feature }) => concerned.has(feature))
      .map((evidence) => ({ ...evidence, label: labels.get(evidence.feature) ?? null })),
  };
  const places = drawn.map(({ feature, arm, dose, prompt }) => ({ feature, arm, dose, prompt }));
  const again = await compute.measureCells({ benchmark: own, places }, signal, ({ done, total }) =>
    progress?.(done, total),
  );
  const mismatches = drawn.flatMap((cell, i) => {
    const difference = differenceOf(cell, again[i]);
    return difference && places[i] ? [{ ...places[i], ...difference }] : [];
  });
  return {
    manifestHash: manifestHash(manifest),
    ...{ share, seed, cells: drawn.length, agreed: drawn.length - mismatches.length, mismatches },
    engine: await compute.describeEngine(),
    version: packageJson.version,
  };
}

async function findCollection(pool: Pool, { model, sae }: BenchmarkResult["manifest"]): Promise<number> {
  const { rows } = await pool.query<{ id: number | null }>(
    "SELECT current_collection_id AS id FROM sae WHERE model_id = $1 AND slug = $2",
    [model.id, sae.slug],
  );
  if (rows[0]?.id) return rows[0].id;
  throw new FeaturescopeError(
    "NOT_FOUND",
    `${model.id}/${sae.slug} is not here, or has not been collected.`,
    "Register it, and collect its activations on the corpus that the benchmark names.",
  );
}

/** Texts can only be the same where they are made from the same. */
function requireSame(
  theirs: BenchmarkResult["manifest"],
  ours: Omit<BenchmarkResult["manifest"], "engine">,
): void {
  const told = (value: object | undefined) => (value ? canonicalJson(value) : "missing");
  for (const name of ["model", "sae", "double", "collection"] as const)
    if (told(theirs[name]) !== told(ours[name]))
      throw new FeaturescopeError(
        "CONFLICT",
        `The benchmark's ${name} is ${told(theirs[name])}; here it is ${told(ours[name])}.`,
        "Audit it where model, SAE, corpus and settings of the collection are the same.",
      );
}

/**
 * Where two cells differ first; null where they agree. The similarity in meaning is left out: it follows from the text, and
 * the embedding model's 8-bit numbers differ between processors.
 */
export function differenceOf(
  cell: BenchmarkCell,
  again: BenchmarkCell | undefined,
): { what: string; expected: string; found: string } | null {
  if (!again) return { what: "cell", expected: "a cell of this grid", found: "none" };
  for (const what of ["tokenHash", "text", "seed"] as const)
    if (cell[what] !== again[what]) return { what, expected: String(cell[what]), found: String(again[what]) };
  const figures = ({ tokens, concept: { fires, activation, hits, words }, fluency }: BenchmarkCell) =>
    Object.entries({ tokens, fires, activation, hits, words, ...fluency });
  const found = new Map(figures(again));
  for (const [what, value] of figures(cell)) {
    const other = found.get(what) ?? NaN;
    if (!(Math.abs(value - other) <= TOLERANCE * Math.max(1, Math.abs(value))))
      return { what, expected: String(value), found: String(other) };
  }
  return null;
}
