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
import type { SaeAddress } from "@/domain/urls";
import { queryRows } from "../../platform/rows";

const WITHOUT_CELLS = benchmarkResult.omit({ cells: true });

/** An SAE that was measured, with what came out. */
export interface MeasuredSae {
  address: SaeAddress;
  summary: BenchmarkSummary;
}

/** The latest result of each of some SAEs, the best score first. */
export async function findBenchmarks(saeIds: readonly number[]): Promise<MeasuredSae[]> {
  const rows = await queryRows<{ model: string; sae: string; summary: unknown }>(
    `SELECT s.model_id AS model, s.slug AS sae, b.summary FROM sae s
     CROSS JOIN LATERAL (SELECT b.result -> 'summary' AS summary FROM steering_benchmark b WHERE b.sae_id = s.id ORDER BY b.id DESC LIMIT 1) b
     WHERE s.id = ANY($1::int[]) ORDER BY s.model_id, s.id`,
    [saeIds],
  );
  const measured = rows.map(({ model, sae, summary }) => ({
    address: { model, sae },
    summary: benchmarkSummary.parse(summary),
  }));
  const score = ({ summary }: MeasuredSae) => summary.arms.feature?.score.mean ?? -1;
  return measured.sort((a, b) => score(b) - score(a));
}

/** A result without its texts, and the audits of it. */
export interface ShownBenchmark {
  result: Omit<BenchmarkResult, "cells">;
  /** The latest first. */
  audits: BenchmarkAudit[];
}

/** The latest result of an SAE; null where there is none. */
export async function findBenchmark(saeId: number): Promise<ShownBenchmark | null> {
  const rows = await queryRows<{ result: unknown; audits: unknown }>(
    `SELECT b.result, coalesce((SELECT jsonb_agg(a.audit ORDER BY a.id DESC) FROM steering_audit a
       WHERE a.manifest_hash = b.manifest_hash), '[]') AS audits
     FROM steering_benchmark b WHERE b.sae_id = $1 ORDER BY b.id DESC LIMIT 1`,
    [saeId],
  );
  const [row] = rows;
  return row
    ? { result: WITHOUT_CELLS.parse(row.result), audits: z.array(benchmarkAudit).parse(row.audits) }
    : null;
}

/** Texts of the latest result of an SAE, by feature, arm, dose and prompt. @param feature of this one alone */
export async function listBenchmarkCells(saeId: number, feature: number | null): Promise<BenchmarkCell[]> {
  const rows = await queryRows<{ cell: unknown }>(
    `SELECT c.cell FROM steering_benchmark_cell c
     WHERE c.benchmark_id = (SELECT max(id) FROM steering_benchmark WHERE sae_id = $1)
       AND ($2::int IS NULL OR c.feature = $2) ORDER BY c.feature, c.arm, c.dose, c.prompt`,
    [saeId, feature],
  );
  return rows.map(({ cell }) => benchmarkCell.parse(cell));
}
