import type { Visibility } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { readDirection, vectorNeighbours, vectorTexts, type VectorTexts } from "@/domain/vectors";
import { listedSaeIds, reachableSaeIds } from "../../platform/access/catalogue";
import { mayAdminister, mayModerate } from "../../platform/access/rules";
import { currentViewer } from "../../platform/access/viewer";
import { queryRows } from "../../platform/rows";

/** What is said of a vector where several are listed. */
export interface VectorSummary {
  id: string;
  name: string;
  note: string;
  owner: string | null;
  visibility: Visibility;
  hidden: boolean;
  /** The SAE at whose hook it was made. */
  model: string;
  sae: string;
  hookName: string;
  /** Distance between the means of its texts, which strengths are multiples of. */
  norm: number;
  /** Chance that a left-out text of the first set lies further along than one of the second; null for too few texts. */
  separation: number | null;
  /** At which its maker steers; null where nothing was said. */
  strength: number | null;
  updatedAt: Date;
}

export interface FeatureNearVector {
  index: number;
  cosine: number;
  label: string | null;
}

export interface VectorDetails extends VectorSummary {
  ownerId: string;
  saeId: number;
  version: number;
  texts: VectorTexts;
  /** Tokens of each set that counted. */
  tokens: number[];
  sha256: string;
  modelSha256: string;
  saeSha256: string;
  centre: number;
  createdAt: Date;
  direction: Float32Array;
  nearest: FeatureNearVector[];
  opposite: FeatureNearVector[];
}

const SUMMARY = `v.id, v.name, v.note, u.username AS owner, v.visibility, v.hidden_at IS NOT NULL AS hidden,
  s.model_id AS model, s.slug AS sae, s.hook_name AS "hookName", v.norm, v.separation, v.strength, v.updated_at AS "updatedAt"`;
const FROM = `steering_vector v JOIN sae s ON s.id = v.sae_id LEFT JOIN user_account u ON u.id = v.owner_id`;

/** Where a vector beside an SAE lies, and the weights that it is made with. */
export async function findVectorSpace(
  saeId: number,
): Promise<{ dIn: number; hookName: string; sha256: { model: string; sae: string } }> {
  const [row] = await queryRows<{ dIn: number; hookName: string; model: string; sae: string }>(
    `SELECT s.d_in AS "dIn", s.hook_name AS "hookName", m.weights_sha256 AS model, s.weights_sha256 AS sae
     FROM sae s JOIN language_model m ON m.id = s.model_id WHERE s.id = $1`,
    [saeId],
  );
  if (!row)
    throw new FeaturescopeError("NOT_FOUND", "This SAE has just been taken away.", "Choose another one.");
  const { dIn, hookName, ...sha256 } = row;
  return { dIn, hookName, sha256 };
}

/** Vectors of an account, as far as the viewer may see their SAEs; those of one model where it is named. */
export async function listVectorsOf(ownerId: string, model: string | null): Promise<VectorSummary[]> {
  return queryRows<VectorSummary>(
    `SELECT ${SUMMARY} FROM ${FROM}
     WHERE v.owner_id = $1 AND v.sae_id = ANY($2) AND ($3::text IS NULL OR s.model_id = $3)
     ORDER BY v.updated_at DESC, v.id LIMIT 500`,
    [ownerId, await reachableSaeIds(), model],
  );
}

/** Public vectors, the latest first. @param before where the page before ended */
export async function listPublicVectors(
  model: string | null,
  before: Date | null,
  count: number,
): Promise<VectorSummary[]> {
  return queryRows<VectorSummary>(
    `SELECT ${SUMMARY} FROM ${FROM}
     WHERE v.visibility = 'public' AND (v.hidden_at IS NULL OR $1) AND v.sae_id = ANY($2)
       AND ($3::text IS NULL OR s.model_id = $3) AND ($4::timestamptz IS NULL OR v.updated_at < $4)
     ORDER BY v.updated_at DESC, v.id LIMIT $5`,
    [mayModerate(), await listedSaeIds(), model, before, count],
  );
}

/** Whether the viewer of $2 (account), $3 (administrator), $4 (moderator) and $5 (SAEs) may open vector v. */
const OPEN = `v.sae_id = ANY($5)
  AND (v.owner_id = $2 OR $3 OR (v.visibility <> 'private' AND (v.hidden_at IS NULL OR $4)))`;

async function opening(): Promise<
  [userId: string | null, admin: boolean, moderator: boolean, saes: number[]]
> {
  const { user } = currentViewer();
  return [user?.id ?? null, mayAdminister(), mayModerate(), await reachableSaeIds()];
}

/** Null when there is no such vector, or none for the viewer. */
export async function findVector(id: string): Promise<VectorDetails | null> {
  const [row] = await queryRows<
    Omit<VectorDetails, "nearest" | "opposite" | "direction" | "texts"> & {
      texts: unknown;
      near: unknown;
      bytes: Buffer;
    }
  >(
    `SELECT ${SUMMARY}, v.owner_id AS "ownerId", v.sae_id AS "saeId", v.version, v.texts, v.tokens, v.sha256,
       v.model_sha256 AS "modelSha256", v.sae_sha256 AS "saeSha256", v.centre, v.created_at AS "createdAt",
       v.direction AS bytes, v.nearest AS near
     FROM ${FROM} WHERE v.id = $1 AND ${OPEN}`,
    [id, ...(await opening())],
  );
  if (!row) return null;
  const { near, bytes, texts, ...rest } = row;
  const { nearest, opposite } = vectorNeighbours.parse(near);
  const labels = await labelsOf(
    rest.saeId,
    [...nearest, ...opposite].map(({ index }) => index),
  );
  const named = (features: typeof nearest) =>
    features.map((feature) => ({ ...feature, label: labels.get(feature.index) ?? null }));
  return {
    ...rest,
    texts: vectorTexts.parse(texts),
    direction: readDirection(bytes),
    nearest: named(nearest),
    opposite: named(opposite),
  };
}

async function labelsOf(saeId: number, features: readonly number[]): Promise<Map<number, string>> {
  const rows = await queryRows<{ feature: number; text: string }>(
    "SELECT feature, text FROM label WHERE sae_id = $1 AND feature = ANY($2) AND shown",
    [saeId, features],
  );
  return new Map(rows.map(({ feature, text }) => [feature, text]));
}

/** Those of the vectors that are here and that the viewer may not open. */
export async function closedVectors(ids: readonly string[]): Promise<string[]> {
  const rows = await queryRows<{ id: string }>(
    `SELECT v.id FROM steering_vector v WHERE v.id = ANY($1) AND NOT (${OPEN})`,
    [ids, ...(await opening())],
  );
  return rows.map(({ id }) => id);
}

/** What steering needs to know of vectors that the viewer may open, by id. */
export interface SteerableVector {
  id: string;
  name: string;
  norm: number;
  sha256: string;
  /** Weights that it was made with. */
  madeWith: { model: string; sae: string };
  sae: { id: number; slug: string; hookName: string; sha256: string; model: string; modelSha256: string };
}

export async function findSteerableVectors(ids: readonly string[]): Promise<SteerableVector[]> {
  return queryRows<SteerableVector>(
    `SELECT v.id, v.name, v.norm, v.sha256, json_build_object('model', v.model_sha256, 'sae', v.sae_sha256) AS "madeWith",
       json_build_object('id', s.id, 'slug', s.slug, 'hookName', s.hook_name, 'sha256', s.weights_sha256,
         'model', s.model_id, 'modelSha256', m.weights_sha256) AS sae
     FROM steering_vector v JOIN sae s ON s.id = v.sae_id JOIN language_model m ON m.id = s.model_id
     WHERE v.id = ANY($1) AND ${OPEN}`,
    [ids, ...(await opening())],
  );
}
