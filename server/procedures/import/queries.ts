import { importRequest, importResult, type ImportRequest, type ImportResult } from "@/domain/imports";
import { queryRows } from "../../platform/rows";
import type { JobStatus } from "../job/queries";

/** An import that somebody asked for, with how far it is. */
export interface ImportStatus extends JobStatus {
  request: ImportRequest;
  /** Null until it is registered. */
  result: ImportResult | null;
}

/** The latest imports first. */
export async function findImports(count: number): Promise<ImportStatus[]> {
  const rows = await queryRows<
    Omit<ImportStatus, "request" | "result"> & { payload: unknown; result: unknown }
  >(
    `SELECT id, state, done, total, message, error, hint, created_at AS "createdAt", payload, result
     FROM job WHERE kind = 'import-model' ORDER BY created_at DESC, id DESC LIMIT $1`,
    [count],
  );
  return rows.map(({ payload, result, ...job }) => ({
    ...job,
    request: importRequest.parse(payload),
    result: result === null ? null : importResult.parse(result),
  }));
}
