import { z } from "zod";
import {
  benchmarkCell,
  benchmarkFeature,
  benchmarkManifest,
  benchmarkResult,
  benchmarkSummary,
  type BenchmarkCell,
  type BenchmarkResult,
  type BenchmarkSummary,
} from "@/domain/steering-benchmark";
import type { SaeAddress } from "@/domain/urls";
import { queryRows } from "./rows";

/** An SAE that was measured, with what came out. */
export interface MeasuredSae {
  address: SaeAddress;
  summary: BenchmarkSummary;
}

/** The latest result of each of some SAEs, the best score first. */
export async function listBenchmarks(saeIds: readonly number[]): Promise<MeasuredSae[]> {
  const rows = await queryRows<{ model: string; sae: string; summary: unknown }>(
    `SELECT s.model_id AS model, s.slug AS sae, b.summary FROM sae s
     CROSS JOIN LATERAL (SELECT summary FROM steering_benchmark b WHERE b.sae_id = s.id ORDER BY b.id DESC LIMIT 1) b
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

/** The latest result of an SAE without its texts; null where there is none. */
export async function findBenchmark(saeId: number): Promise<Omit<BenchmarkResult, "cells"> | null> {
  const rows = await queryRows<Record<"manifest" | "features" | "summary" | "took", unknown>>(
    "SELECT manifest, features, summary, took FROM steering_benchmark WHERE sae_id = $1 ORDER BY id DESC LIMIT 1",
    [saeId],
  );
  const [row] = rows;
  if (!row) return null;
  return {
    manifest: benchmarkManifest.parse(row.manifest),
    features: z.array(benchmarkFeature).parse(row.features),
    summary: benchmarkSummary.parse(row.summary),
    ...(row.took === null ? {} : { took: benchmarkResult.shape.took.parse(row.took) }),
  };
}

/** Texts of the latest result of an SAE, in its order. @param feature of this one alone */
export async function listBenchmarkCells(saeId: number, feature: number | null): Promise<BenchmarkCell[]> {
  const rows = await queryRows<{ cell: unknown }>(
    `SELECT c.cell FROM steering_benchmark_cell c
     WHERE c.benchmark_id = (SELECT max(id) FROM steering_benchmark WHERE sae_id = $1)
       AND ($2::int IS NULL OR c.feature = $2) ORDER BY c.place`,
    [saeId, feature],
  );
  return rows.map(({ cell }) => benchmarkCell.parse(cell));
}
