import type { LabelMethod } from "@/domain/labels";
import type { TwinAnswer } from "@/domain/twin-quiz";
import { queryRows } from "../../platform/rows";

/** A label that means something and that people may see. */
const ASKABLE = "state NOT IN ('withdrawn', 'hidden') AND method <> 'unclear'";

/** An SAE whose features have neighbours by their contexts. */
export interface TwinSae {
  id: number;
  slug: string;
  dSae: number;
  model: string;
  weightsSha256: string;
  collectionId: number;
  corpusId: number;
}

export function listTwinSaes(saeIds: readonly number[]): Promise<TwinSae[]> {
  return queryRows<TwinSae>(
    `SELECT s.id, s.slug, s.d_sae AS "dSae", m.id AS model, m.weights_sha256 AS "weightsSha256",
       c.id AS "collectionId", c.corpus_id AS "corpusId"
     FROM sae s JOIN language_model m ON m.id = s.model_id JOIN collection c ON c.id = s.current_collection_id
     WHERE s.id = ANY($1) AND EXISTS (SELECT 1 FROM neighbour_table t WHERE t.sae_id = s.id AND t.other_id = s.id
       AND t.metric = 'contexts' AND t.sae_sha256 = s.weights_sha256)`,
    [saeIds],
  );
}

/** Labelled features from `first` on, each with its `near` nearest by contexts. */
export function listContextNeighbours(
  saeId: number,
  first: number,
  near: number,
  count: number,
): Promise<{ feature: number; ids: number[] }[]> {
  return queryRows(
    `SELECT n.feature, n.ids[1:$3] AS ids FROM neighbour n
     WHERE n.sae_id = $1 AND n.other_id = $1 AND n.metric = 'contexts' AND n.feature >= $2
       AND EXISTS (SELECT 1 FROM label WHERE sae_id = $1 AND feature = n.feature AND ${ASKABLE})
     ORDER BY n.feature LIMIT $4`,
    [saeId, first, near, count],
  );
}

export interface TwinLabel {
  id: number;
  version: number;
  saeId: number;
  feature: number;
  text: string;
  method: LabelMethod;
  authorId: string | null;
}

const LABEL_COLUMNS = `id, version, sae_id AS "saeId", feature, text, method, author_id AS "authorId"`;

/** Labels of these features that mean something and that this account has not written. */
export function listTwinLabels(
  saeId: number,
  features: readonly number[],
  account: string | null,
): Promise<TwinLabel[]> {
  return queryRows<TwinLabel>(
    `SELECT ${LABEL_COLUMNS} FROM label
     WHERE sae_id = $1 AND feature = ANY($2) AND ${ASKABLE} AND ($3::text IS NULL OR author_id IS DISTINCT FROM $3) ORDER BY id`,
    [saeId, features, account],
  );
}

/** In no particular order; those that are not asked about any more are left out. */
export function readTwinLabels(ids: readonly number[]): Promise<TwinLabel[]> {
  return queryRows<TwinLabel>(`SELECT ${LABEL_COLUMNS} FROM label WHERE id = ANY($1) AND ${ASKABLE}`, [ids]);
}

/** Which passages are examples of these features, the strongest of each first. */
export function listTwinPassages(
  collectionId: number,
  features: readonly number[],
): Promise<{ feature: number; passage: number; value: number }[]> {
  return queryRows(
    `SELECT feature, passage, max(value) AS value FROM activation WHERE collection_id = $1 AND feature = ANY($2)
     GROUP BY feature, passage ORDER BY feature, value DESC, passage`,
    [collectionId, features],
  );
}

export async function readTwinPassage(
  { collectionId, corpusId }: TwinSae,
  feature: number,
  passage: number,
): Promise<{ peak: number; tokens: Buffer } | null> {
  const rows = await queryRows<{ peak: number; tokens: Buffer }>(
    `SELECT a.peak, p.tokens FROM activation a JOIN passage p ON p.corpus_id = $2 AND p.index = a.passage
     WHERE a.collection_id = $1 AND a.feature = $3 AND a.passage = $4 LIMIT 1`,
    [collectionId, corpusId, feature, passage],
  );
  return rows[0] ?? null;
}

/** Whether one is among the nearest of the other. */
export async function areTwins(saeId: number, one: number, other: number, near: number): Promise<boolean> {
  const rows = await queryRows(
    `SELECT 1 FROM neighbour WHERE sae_id = $1 AND other_id = $1 AND metric = 'contexts'
       AND ((feature = $2 AND $3 = ANY(ids[1:$4])) OR (feature = $3 AND $2 = ANY(ids[1:$4])))`,
    [saeId, one, other, near],
  );
  return rows.length > 0;
}

/** Every answer about labels of these SAEs that still read as they were asked about. */
export function listTwinAnswers(saeIds: readonly number[]): Promise<TwinAnswer[]> {
  return queryRows<TwinAnswer>(
    `SELECT concat_ws(' ', t.label_id, t.other_id, t.passage) AS question, t.is_right AS "isRight",
       (t.label_id < t.other_id) = t.is_right AS "picksFirst", ARRAY[l.method, o.method] AS methods
     FROM label_twin t
       JOIN label l ON l.id = t.label_id AND l.version = t.version
       JOIN label o ON o.id = t.other_id AND o.version = t.other_version
     WHERE l.sae_id = ANY($1) AND l.state <> 'hidden' AND o.state <> 'hidden'`,
    [saeIds],
  );
}
