import { z } from "zod";

/** How many of each a feature page shows. */
const SHOWN = { near: 10, together: 8, elsewhere: 3, split: 8 };

/** A feature named on another's page, with what tells people what it is. */
const related = z.object({
  /** near and together: of the same SAE; elsewhere: nearest of another SAE; split: of another SAE, nearest to this one. */
  kind: z.enum(["near", "together", "elsewhere", "split"]),
  sae: z.string(),
  hookName: z.string(),
  index: z.number().int(),
  /** Of the decoder directions; null for `together`. */
  cosine: z.number().nullable(),
  /** Tokens at which both are above 0, and at which this one is; for `together` alone. */
  both: z.number().nullable(),
  active: z.number().nullable(),
  label: z.string().nullable(),
  /** Whether its SAE has been read far enough to know when it is active. */
  read: z.boolean(),
  /** Ids of the tokens at the peaks of its strongest examples, as hexadecimal little-endian numbers. */
  peaks: z.array(z.string()),
});
export type PackedRelated = z.infer<typeof related>;

const relations = z.object({
  neighbours: z.boolean(),
  nested: z.boolean(),
  coactivationTokens: z.number().nullable(),
  /** Active tokens of the feature itself among those counted. */
  active: z.number().nullable(),
  features: z.array(related),
});
export type PackedRelations = z.infer<typeof relations>;

export function readRelations(json: unknown): PackedRelations {
  return relations.parse(json);
}

/**
 * Features near this one and those that fire with it, as JSON for {@link readRelations}, in one expression of the
 * feature's own statement. The aliases s, m and c are those of SAE_TABLES.
 * @param index parameter that holds the feature's index
 * @param listed parameter that holds the ids of SAEs that may be named beside this one
 */
export function relationsJson(index: string, listed: string): string {
  return `(
    WITH found AS (
      SELECT CASE WHEN n.other_id = s.id THEN 'near' ELSE 'elsewhere' END AS kind, n.other_id AS sae_id, u.id, u.rank,
             u.cosine, NULL::int AS both, NULL::int AS active
      FROM neighbour n
      CROSS JOIN LATERAL unnest(n.ids[1:${SHOWN.near}], n.cosines[1:${SHOWN.near}])
        WITH ORDINALITY AS u(id, cosine, rank)
      WHERE n.sae_id = s.id AND n.feature = ${index} AND n.metric = 'direction'
        AND u.rank <= CASE WHEN n.other_id = s.id THEN ${SHOWN.near} ELSE ${SHOWN.elsewhere} END
      UNION ALL
      SELECT 'split', n.sae_id, n.feature, row_number() OVER (PARTITION BY n.sae_id ORDER BY n.cosines[1] DESC, n.feature),
             n.cosines[1], NULL, NULL
      FROM neighbour n JOIN sae wider ON wider.id = n.sae_id
      WHERE n.other_id = s.id AND n.sae_id <> s.id AND wider.d_sae > s.d_sae AND wider.hook_name = s.hook_name
        AND n.metric = 'direction' AND n.nearest = ${index}
      UNION ALL
      SELECT 'together', s.id, u.id, u.rank, NULL, u.count, other.active
      FROM coactivation co
      CROSS JOIN LATERAL unnest(co.ids[1:${SHOWN.together}], co.counts[1:${SHOWN.together}])
        WITH ORDINALITY AS u(id, count, rank)
      JOIN coactivation other ON other.collection_id = co.collection_id AND other.feature = u.id
      WHERE co.collection_id = c.id AND co.feature = ${index}
    )
    SELECT json_build_object(
      'neighbours', EXISTS (SELECT 1 FROM neighbour_table t WHERE t.sae_id = s.id AND t.other_id = s.id
        AND t.metric = 'direction'),
      'nested', cardinality(s.prefixes) > 0,
      'coactivationTokens', c.coactivation_tokens,
      'active', (SELECT co.active FROM coactivation co WHERE co.collection_id = c.id AND co.feature = ${index}),
      'features', coalesce((
        SELECT json_agg(json_build_object(
          'kind', found.kind, 'sae', other.slug, 'hookName', other.hook_name, 'index', found.id, 'cosine', found.cosine,
          'both', found.both, 'active', found.active,
          'label', (SELECT l.text FROM label l WHERE l.sae_id = other.id AND l.feature = found.id AND l.shown),
          'read', EXISTS (SELECT 1 FROM feature f WHERE f.collection_id = shown.id AND f.index = found.id),
          'peaks', coalesce((
            SELECT json_agg(encode(substring(p.tokens FROM width.bytes * a.peak + 1 FOR width.bytes), 'hex') ORDER BY a.rank)
            FROM activation a JOIN passage p ON p.corpus_id = shown.corpus_id AND p.index = a.passage
            WHERE a.collection_id = shown.id AND a.feature = found.id AND a.band = 0 AND a.rank < 5), '[]'::json)
        ) ORDER BY found.kind, other.d_sae DESC, other.slug, found.rank)
        FROM found
        JOIN sae other ON other.id = found.sae_id
        LEFT JOIN LATERAL (
          SELECT k.id, k.corpus_id FROM collection k WHERE k.sae_id = other.id
          ORDER BY (k.id = other.current_collection_id) DESC NULLS LAST, k.id DESC LIMIT 1) shown ON true
        CROSS JOIN (SELECT CASE WHEN (m.config ->> 'vocabulary')::int <= 65536 THEN 2 ELSE 4 END AS bytes) width
        WHERE (found.kind <> 'split' OR found.rank <= ${SHOWN.split})
          AND (other.id = s.id OR other.id = ANY(${listed}::int[]))
      ), '[]'::json)
    ))`;
}
