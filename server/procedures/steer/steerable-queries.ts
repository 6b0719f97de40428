import { queryRows } from "../../platform/rows";
import { SHOWN_COLLECTION } from "../collection/queries";

export interface SteerableFeature {
  saeId: number;
  slug: string;
  hookName: string;
  dSae: number;
  sha256: string;
  modelSha256: string;
  feature: number;
  /** Null while nothing has been collected for it, or when it never fired. */
  max: number | null;
  density: number | null;
  label: string | null;
}

interface SteerableRow {
  id: number;
  slug: string;
  hook_name: string;
  d_sae: number;
  weights_sha256: string;
  model_sha256: string;
  feature: number;
  max: number | null;
  density: number | null;
  label: string | null;
}

const STEERABLE_COLUMNS = `s.id, s.slug, s.hook_name, s.d_sae, s.weights_sha256, m.weights_sha256 AS model_sha256,
  nullif(f.max, 0) AS max, f.density, l.text AS label`;

/** Features by SAE and index, of one model; in the order asked for, those that do not exist left out. */
export async function findSteerable(
  model: string,
  wanted: readonly { sae: string; feature: number }[],
): Promise<SteerableFeature[]> {
  const rows = await queryRows<SteerableRow>(
    `SELECT ${STEERABLE_COLUMNS}, w.feature
     FROM unnest($2::text[], $3::int[]) WITH ORDINALITY AS w(slug, feature, place)
     JOIN sae s ON s.model_id = $1 AND s.slug = w.slug AND w.feature < s.d_sae
     JOIN language_model m ON m.id = s.model_id
     LEFT JOIN ${SHOWN_COLLECTION} c ON true
     LEFT JOIN feature f ON f.collection_id = c.id AND f.index = w.feature
     LEFT JOIN label l ON l.sae_id = s.id AND l.feature = w.feature AND l.shown
     ORDER BY w.place`,
    [model, wanted.map(({ sae }) => sae), wanted.map(({ feature }) => feature)],
  );
  return rows.map(readSteerable);
}

function readSteerable(row: SteerableRow): SteerableFeature {
  return {
    saeId: row.id,
    slug: row.slug,
    hookName: row.hook_name,
    dSae: row.d_sae,
    sha256: row.weights_sha256,
    modelSha256: row.model_sha256,
    feature: row.feature,
    max: row.max,
    density: row.density,
    label: row.label,
  };
}

export interface LabelledSteerable {
  feature: number;
  max: number;
  mean: number;
  density: number;
  promoted: Uint8Array;
  label: string;
  score: number | null;
}

/** Features with so few active passages are known by little. */
const LEAST_PASSAGES = 16;
/** Labels from here on pick out what they say. */
const LEAST_SCORE = 0.8;

/** Labels of positions and grammar, and of small words ("the word “about”", workers/labels/writers/phrases.ts). */
const OF_GRAMMAR = "(l.method IN ('predicate', 'after-token') OR l.text LIKE 'the word %')";

/** Features of an SAE with a clear label that is about something, and with enough examples. */
export function listLabelled(saeId: number): Promise<LabelledSteerable[]> {
  return queryRows<LabelledSteerable>(
    `SELECT f.index AS feature, f.max, f.mean, f.density, f.promoted, l.text AS label, l.score
     FROM sae s JOIN ${SHOWN_COLLECTION} c ON true JOIN feature f ON f.collection_id = c.id
     JOIN label l ON l.sae_id = s.id AND l.feature = f.index AND l.shown
     WHERE s.id = $1 AND f.active_passages >= ${LEAST_PASSAGES} AND f.max > 0 AND l.method <> 'unclear' AND NOT ${OF_GRAMMAR}
       AND coalesce(l.score, 1) >= ${LEAST_SCORE}`,
    [saeId],
  );
}
