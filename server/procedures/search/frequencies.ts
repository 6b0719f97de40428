import { queryPlanned, queryRows } from "../../platform/rows";

/**
 * In how many documents a stem occurs, counted up to MOST_RANKED: what is rarer is ranked document by document, what is
 * more frequent is too much for that. Kept for a minute, for a page asks again for each of its pages.
 */
export const MOST_RANKED = 2_500;
/** Estimates this close to MOST_RANKED are counted; they are made from some 30,000 rows. */
const UNCLEAR = 0.4;

/** Smaller ones cost less to look through, larger ones hold a whole page more often. */
const BEST_SHARES = [1 / 32, 1 / 8];

const FRESH_MS = 60_000;
const KEPT = 4_000;
const kept = new Map<string, { at: number; documents: number }>();
let statistics: { at: number; read: Promise<Statistics> } | undefined;

export interface Frequencies {
  /** Documents with each stem; where it is clearly more or less than MOST_RANKED an estimate of the server's statistics. */
  of(lexeme: string): number;
  /** Documents there are, about. */
  total: number;
  /** What each of these shares of all documents, the best ones, has for search_document.quality at least. */
  bestQualities: readonly number[];
}

export async function readFrequencies(lexemes: readonly string[]): Promise<Frequencies> {
  const now = Date.now();
  const missing = [...new Set(lexemes)].filter(
    (lexeme) => !(now - (kept.get(lexeme)?.at ?? -Infinity) < FRESH_MS),
  );
  if (!statistics || now - statistics.at >= FRESH_MS) {
    const read = readStatistics();
    statistics = { at: now, read };
    read.catch(() => (statistics = undefined));
  }
  const { total, bestQualities, estimates } = await statistics.read;
  for (const { lexeme, documents } of missing.length > 0 ? await countDocuments(missing, estimates) : []) {
    kept.delete(lexeme);
    kept.set(lexeme, { at: now, documents });
  }
  const found = new Map(lexemes.map((lexeme) => [lexeme, kept.get(lexeme)?.documents ?? 0]));
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return { of: (lexeme) => found.get(lexeme) ?? 0, total, bestQualities };
}

/**
 * The server's statistics know how frequent the usual stems are; that is as good as a count, which reads their whole index
 * entry, wherever it is clear on which side of MOST_RANKED they lie.
 */
async function countDocuments(
  lexemes: readonly string[],
  estimates: ReadonlyMap<string, number>,
): Promise<{ lexeme: string; documents: number }[]> {
  const isClear = (documents: number) => Math.abs(documents / MOST_RANKED - 1) > UNCLEAR;
  const known = lexemes.flatMap((lexeme) => {
    const documents = estimates.get(lexeme);
    return documents !== undefined && isClear(documents) ? [{ lexeme, documents }] : [];
  });
  const counted = lexemes.filter((lexeme) => !known.some((one) => one.lexeme === lexeme));
  if (counted.length === 0) return known;
  const rows = await queryPlanned<{ lexeme: string; documents: number }>(
    `SELECT l.lexeme, (SELECT count(*) FROM (
         SELECT 1 FROM search_document WHERE words @@ ${quoted("l.lexeme")} LIMIT $2 + 1) bounded
       )::int AS documents
     FROM unnest($1::text[]) l(lexeme)`,
    [counted, MOST_RANKED],
  );
  return [...known, ...rows];
}

interface Statistics {
  total: number;
  bestQualities: number[];
  estimates: ReadonlyMap<string, number>;
}

async function readStatistics(): Promise<Statistics> {
  const [documents, stems] = await Promise.all([
    queryRows<{ total: number }>(
      "SELECT greatest(reltuples, 1000)::int AS total FROM pg_class WHERE oid = 'search_document'::regclass",
      [],
    ),
    queryRows<{ lexeme: string; share: number }>(
      `SELECT s.lexeme, s.share
       FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) s(lexeme, share)
       WHERE tablename = 'search_document' AND attname = 'words' AND s.lexeme IS NOT NULL`,
      [],
    ),
  ]);
  const total = documents[0]?.total ?? 1;
  const best = await queryRows<{ quality: number | null }>(
    `SELECT (SELECT quality FROM search_document ORDER BY quality DESC OFFSET s.share * $2 LIMIT 1)
     FROM unnest($1::float8[]) s(share) ORDER BY s.share`,
    [BEST_SHARES, total],
  );
  return {
    total,
    bestQualities: best.map(({ quality }) => quality ?? 0),
    estimates: new Map(stems.map(({ lexeme, share }) => [lexeme, Math.round(share * total)])),
  };
}

/** A stem as a tsquery, whatever characters it has. @param sql an expression of type text */
export function quoted(sql: string): string {
  return `('''' || replace(replace(${sql}, '\\', '\\\\'), '''', '''''') || '''')::tsquery`;
}
