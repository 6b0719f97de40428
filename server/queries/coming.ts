import { queryRows } from "./rows";

/** A model of the demo's that is on its way, or could not be had. */
export interface ComingModel {
  id: string;
  title: string;
  /** How far it is, in words; null while no worker has begun. */
  message: string | null;
  /** Share of what is to be fetched, in [0, 1]. */
  share: number;
  /** Why it is left out, and what to do; null while it is on its way. */
  failure: { error: string; hint: string } | null;
}

interface Row {
  id: string;
  title: string;
  state: string;
  message: string | null;
  share: number;
  error: string | null;
  hint: string | null;
}

/** Models whose job (prepare-demo) has not brought them here yet. */
export async function findComing(): Promise<ComingModel[]> {
  const rows = await queryRows<Row>(
    `SELECT j.payload ->> 'model' AS id, j.payload ->> 'title' AS title, j.state, j.message, j.error, j.hint,
            CASE WHEN j.total > 1 THEN least(1, j.done::float8 / (j.total - 1)) ELSE 0 END AS share
     FROM job j
     WHERE j.kind = 'prepare-demo' AND j.state IN ('queued', 'running', 'failed')
       AND NOT EXISTS (SELECT 1 FROM language_model m WHERE m.id = j.payload ->> 'model')
     ORDER BY j.created_at`,
    [],
  );
  return rows.map(({ id, title, state, message, share, error, hint }) => ({
    ...{ id, title, message, share },
    failure: state === "failed" ? { error: error ?? "No reason was given.", hint: hint ?? "" } : null,
  }));
}
