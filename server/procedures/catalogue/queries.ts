import type { Visibility } from "@/domain/accounts";
import type { LeftJoined } from "@/prisma/left-joined";
import { queryRows } from "../../platform/rows";
import {
  COLLECTION_JSON,
  readCollection,
  SHOWN_COLLECTION,
  type CollectionStatus,
} from "../collection/queries";

/** A model with its SAEs. */
export interface CatalogueModel {
  id: string;
  title: string;
  visibility: Visibility;
  ownerId: string | null;
  /** Its tokenizer has a chat template. */
  chat: boolean;
  saes: CatalogueSae[];
}

export interface CatalogueSae {
  id: number;
  visibility: Visibility;
  ownerId: string | null;
  slug: string;
  hookName: string;
  architecture: string;
  dSae: number;
  collection: CollectionStatus | null;
}

type Row = {
  model: string;
  title: string;
  model_visibility: Visibility;
  model_owner: string | null;
  chat: boolean;
  owner: string | null;
  collection: unknown;
} & LeftJoined<{
  id: number;
  visibility: Visibility;
  slug: string;
  hook_name: string;
  architecture: string;
  d_sae: number;
}>;

/** Everything that exists here, whoever may see it: for server/platform/access alone, which says who that is. */
export async function readWholeCatalogue(): Promise<CatalogueModel[]> {
  const rows = await queryRows<Row>(
    `SELECT m.id AS model, m.title, m.visibility AS model_visibility, m.owner_id AS model_owner,
            m.config @> '{"chat": true}' AS chat,
            s.id, s.visibility, s.owner_id AS owner, s.slug, s.hook_name, s.architecture, s.d_sae,
            CASE WHEN c.id IS NOT NULL THEN ${COLLECTION_JSON} END AS collection
     FROM language_model m
     LEFT JOIN sae s ON s.model_id = m.id
     LEFT JOIN ${SHOWN_COLLECTION} c ON true
     ORDER BY m.created_at, m.id, s.id`,
    [],
  );
  const models = new Map<string, CatalogueModel>();
  for (const row of rows) {
    const model = models.get(row.model) ?? {
      id: row.model,
      title: row.title,
      visibility: row.model_visibility,
      ownerId: row.model_owner,
      chat: row.chat,
      saes: [],
    };
    models.set(row.model, model);
    if (row.slug === null) continue;
    model.saes.push({
      id: row.id,
      visibility: row.visibility,
      ownerId: row.owner,
      slug: row.slug,
      hookName: row.hook_name,
      architecture: row.architecture,
      dSae: row.d_sae,
      collection: row.collection === null ? null : readCollection(row.collection),
    });
  }
  return [...models.values()];
}

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

interface ComingRow {
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
  const rows = await queryRows<ComingRow>(
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
