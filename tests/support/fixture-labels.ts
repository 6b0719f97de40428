import type pg from "pg";
import { DONE, MODEL } from "./fixture-dashboards";

/** A label by hand on a feature of the fixture, once; shown where there is none yet. */
export async function ensureLabel(pool: pg.Pool, feature: number, text: string): Promise<void> {
  await pool.query(
    `INSERT INTO label (sae_id, feature, text, method, shown)
     SELECT s.id, $3, $4, 'hand', NOT EXISTS (SELECT 1 FROM label l WHERE l.sae_id = s.id AND l.feature = $3 AND l.shown)
     FROM sae s WHERE s.model_id = $1 AND s.slug = $2
       AND NOT EXISTS (SELECT 1 FROM label l WHERE l.sae_id = s.id AND l.feature = $3 AND l.text = $4)`,
    [MODEL, DONE.sae, feature, text],
  );
}
