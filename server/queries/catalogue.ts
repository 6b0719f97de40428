import { COLLECTION_JSON, readCollection, SHOWN_COLLECTION, type CollectionStatus } from "./collection";
import { queryRows } from "./rows";

/** Every model with its SAEs: what exists here. */
export interface CatalogueModel {
  id: string;
  title: string;
  saes: CatalogueSae[];
}

export interface CatalogueSae {
  slug: string;
  hookName: string;
  architecture: string;
  dSae: number;
  collection: CollectionStatus | null;
}

type Row = {
  model: string;
  title: string;
  slug: string | null;
  hook_name: string;
  architecture: string;
  d_sae: number;
  collection: unknown;
};

export async function listCatalogue(): Promise<CatalogueModel[]> {
  const rows = await queryRows<Row>(
    `SELECT m.id AS model, m.title, s.slug, s.hook_name, s.architecture, s.d_sae,
            CASE WHEN c.id IS NOT NULL THEN ${COLLECTION_JSON} END AS collection
     FROM language_model m
     LEFT JOIN sae s ON s.model_id = m.id
     LEFT JOIN ${SHOWN_COLLECTION} c ON true
     ORDER BY m.created_at, m.id, s.d_sae DESC, s.slug`,
    [],
  );
  const models = new Map<string, CatalogueModel>();
  for (const row of rows) {
    const model = models.get(row.model) ?? { id: row.model, title: row.title, saes: [] };
    models.set(row.model, model);
    if (row.slug === null) continue;
    model.saes.push({
      slug: row.slug,
      hookName: row.hook_name,
      architecture: row.architecture,
      dSae: row.d_sae,
      collection: row.collection === null ? null : readCollection(row.collection),
    });
  }
  return [...models.values()];
}
