import { z } from "zod";
import {
  benchmarkCell,
  benchmarkResult,
  benchmarkSummary,
  type BenchmarkCell,
  type BenchmarkResult,
  type BenchmarkSummary,
} from "@/domain/steering-benchmark";
import { benchmarkAudit, type BenchmarkAudit } from "@/domain/steering-audit";
import type { ResultAddress } from "@/domain/urls";
import { queryRows } from "../../platform/rows";

const WITHOUT_CELLS = benchmarkResult.omit({ cells: true });

/** Digits of a manifest's hash that tell the results of an SAE apart. */
const RUN_DIGITS = 12;

/** What came out when an SAE was measured. */
export interface MeasuredSae {
  address: ResultAddress;
  /** Its name among the SAE's results, which the address of the latest leaves out. */
  run: string;
  features: number;
  prompts: number;
  summary: BenchmarkSummary;
}

/** The latest results of each of some SAEs; those with the best score first, and of one SAE the latest. @param most of each */
export async function findBenchmarks(saeIds: readonly number[], most: number): Promise<MeasuredSae[]> {
  const rows = await queryRows<{
    model: string;
    sae: string;
    run: string;
    prompts: number;
    summary: unknown;
  }>(
    `SELECT s.model_id AS model, s.slug AS sae, b.run, b.prompts, b.summary FROM sae s
     CROSS JOIN LATERAL (
       SELECT b.id, left(b.manifest_hash, ${RUN_DIGITS}) AS run, b.result -> 'summary' AS summary,
         jsonb_array_length(b.result -> 'manifest' -> 'grid' -> 'prompts') AS prompts
       FROM steering_benchmark b WHERE b.sae_id = s.id ORDER BY b.id DESC LIMIT $2) b
     WHERE s.id = ANY($1::int[]) ORDER BY s.model_id, s.id, b.id DESC`,
    [saeIds, most],
  );
  const bySae = new Map<string, MeasuredSae[]>();
  for (const { model, sae, run, prompts, summary: stored } of rows) {
    const summary = benchmarkSummary.parse(stored);
    const earlier = bySae.get(`${model}/${sae}`) ?? [];
    const address = { model, sae, ...(earlier.length > 0 && { run }) };
    bySae.set(`${model}/${sae}`, [
      ...earlier,
      { address, run, features: summary.features, prompts, summary },
    ]);
  }
  const score = ([latest]: readonly MeasuredSae[]) => latest?.summary.arms.feature?.score.mean ?? -1;
  return [...bySae.values()].sort((a, b) => score(b) - score(a)).flat();
}

/** A result without its texts, and the audits of it. */
export interface ShownBenchmark {
  result: Omit<BenchmarkResult, "cells">;
  /** The latest first. */
  audits: BenchmarkAudit[];
}

/** @param run null for the latest */
const chosenResult = (saeId: string, run: string) =>
  `(SELECT max(id) FROM steering_benchmark WHERE sae_id = ${saeId}
      AND (${run}::text IS NULL OR left(manifest_hash, ${RUN_DIGITS}) = ${run}))`;

/** A result of an SAE, the latest without `run`; null where there is none. */
export async function findBenchmark(saeId: number, run: string | null): Promise<ShownBenchmark | null> {
  const rows = await queryRows<{ result: unknown; audits: unknown }>(
    `SELECT b.result, coalesce((SELECT jsonb_agg(a.audit ORDER BY a.id DESC) FROM steering_audit a
       WHERE a.manifest_hash = b.manifest_hash), '[]') AS audits
     FROM steering_benchmark b WHERE b.id = ${chosenResult("$1", "$2")}`,
    [saeId, run],
  );
  const [row] = rows;
  return row
    ? { result: WITHOUT_CELLS.parse(row.result), audits: z.array(benchmarkAudit).parse(row.audits) }
    : null;
}

/** Texts of a result, by feature, arm, dose and prompt. @param run null for the latest @param feature of this one alone */
export async function listBenchmarkCells(
  saeId: number,
  run: string | null,
  feature: number | null,
): Promise<BenchmarkCell[]> {
  const rows = await queryRows<{ cell: unknown }>(
    `SELECT c.cell FROM steering_benchmark_cell c
     WHERE c.benchmark_id = ${chosenResult("$1", "$2")}
       AND ($3::int IS NULL OR c.feature = $3) ORDER BY c.feature, c.arm, c.dose, c.prompt`,
    [saeId, run, feature],
  );
  return rows.map(({ cell }) => benchmarkCell.parse(cell));
}
