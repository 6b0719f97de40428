import type { LabelMethod } from "@/domain/labels";
import type { FeatureAddress } from "@/domain/urls";
import { readExample, readTokenLogits, type Example, type TokenLogit } from "../feature/feature-dashboard";
import { readVocabulary } from "../text/vocabulary";
import { readSearchRows, type PackedSearchRow } from "./queries";

const SHOWN_LOGITS = 5;

/** A found feature as the pages and the JSON show it. */
export interface SearchRow {
  address: FeatureAddress;
  /** The shown label; "" where there is none. */
  label: string;
  otherLabels: string[];
  method: LabelMethod | null;
  /** Held-out score of the label. */
  score: number | null;
  /** What labels of other features reach on the same windows. */
  shuffled: number | null;
  density: number | null;
  max: number | null;
  promoted: TokenLogit[];
  /** Text around the peaks of its strongest examples. */
  passages: string[];
  /** Its strongest. */
  example: Example | null;
  /** Cosine between the query and the closest label; null where it was not found by meaning. */
  similarity: number | null;
}

export async function hydrate(
  found: readonly { saeId: number; feature: number; similarity?: number | null }[],
): Promise<SearchRow[]> {
  if (found.length === 0) return [];
  const rows = await readSearchRows(found);
  const similarities = new Map(
    found.map((row) => [`${row.saeId} ${row.feature}`, row.similarity ?? null] as const),
  );
  return Promise.all(
    rows.map(async (row) => ({
      address: { model: row.model, sae: row.sae, index: row.feature },
      label: row.label,
      otherLabels: row.labels.split("\n").filter(Boolean),
      passages: row.examples.split("\n").filter(Boolean),
      method: row.method,
      score: row.score,
      shuffled: row.shuffled,
      density: row.density,
      max: row.max,
      ...(await corpusParts(row)),
      similarity: similarities.get(`${row.saeId} ${row.feature}`) ?? null,
    })),
  );
}

async function corpusParts(row: PackedSearchRow): Promise<Pick<SearchRow, "promoted" | "example">> {
  if (!row.promoted) return { promoted: [], example: null };
  const vocabulary = await readVocabulary(row.model, row.weightsSha256);
  return {
    promoted: readTokenLogits(row.promoted, vocabulary).slice(0, SHOWN_LOGITS),
    example: row.passage === null ? null : readExample({ ...row, rank: 0 }, vocabulary),
  };
}
