import type { Pool } from "pg";
import { PROMOTED_TOKENS } from "@/domain/collections";
import { unpackPromoted } from "@/domain/feature-statistics";
import { unpackTokens } from "@/domain/passages";
import { PROBED_EXAMPLES } from "@/domain/safety";
import { pieceText } from "@/domain/tokens";
import type { CollectionTarget } from "../dashboards/collection-target";
import { aroundPeak } from "../dashboards/search-texts";
import type { ProbedFeature } from "./probe";

/** What is stored of features [first, end) of a complete collection; those that were never active are left out. */
export async function readProbedFeatures(
  pool: Pool,
  target: CollectionTarget,
  pieces: readonly string[],
  first: number,
  end: number,
): Promise<ProbedFeature[]> {
  const range = [target.id, first, end];
  const { rows } = await pool.query<{ index: number; promoted: Buffer; label: string | null }>(
    `SELECT f.index, f.promoted, l.text AS label
     FROM feature f LEFT JOIN label l ON l.sae_id = $4 AND l.feature = f.index AND l.shown
     WHERE f.collection_id = $1 AND f.index >= $2 AND f.index < $3 AND f.active_tokens > 0 ORDER BY f.index`,
    [...range, target.saeId],
  );
  const examples = await pool.query<{
    feature: number;
    peak: number;
    tokens: Buffer;
    topic: string | null;
    kind: string | null;
  }>(
    `SELECT a.feature, a.peak, p.tokens, p.topic, p.kind
     FROM activation a JOIN passage p ON p.corpus_id = $4 AND p.index = a.passage
     WHERE a.collection_id = $1 AND a.feature >= $2 AND a.feature < $3 AND a.band = 0 AND a.rank < ${PROBED_EXAMPLES}
     ORDER BY a.feature, a.rank`,
    [...range, target.corpusId],
  );
  const texts = new Map<number, ProbedFeature["examples"][number][]>();
  for (const { feature, peak, tokens, topic, kind } of examples.rows) {
    const ids = Array.from(unpackTokens(tokens, target.model.vocabulary), (id) => pieces[id] ?? "");
    texts.set(feature, [...(texts.get(feature) ?? []), { ...aroundPeak(ids, peak), topic, kind }]);
  }
  return rows.map(({ index, promoted, label }) => ({
    feature: index,
    label,
    promoted: unpackPromoted(promoted)
      .slice(0, PROMOTED_TOKENS)
      .map(({ id }) => pieceText(pieces[id] ?? "").trim()),
    examples: texts.get(index) ?? [],
  }));
}
