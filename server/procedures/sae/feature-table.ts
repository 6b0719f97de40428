import type { BrowseQuery, Cursor } from "@/domain/browse";
import type { ShownLabel } from "@/domain/labels";
import type { SaeAddress } from "@/domain/urls";
import type { CollectionStatus } from "../collection/queries";
import { listSaeDistances, type FoundDistance } from "../map/queries";
import { readVocabulary } from "../text/vocabulary";
import { readExample, readTokenLogits, type Example, type TokenLogit } from "../feature/feature-dashboard";
import {
  browseFeatures,
  densityHistogram,
  type DensityHistogram,
  type PackedBrowseRow,
} from "./browse-queries";
import { findSae, type SaeDetails } from "./queries";

export const PAGE_ROWS = 25;
const SHOWN_LOGITS = 3;

/** An SAE's page: what it is and one page of its features. */
export interface SaeDashboard {
  sae: SaeDetails;
  query: BrowseQuery;
  densities: DensityHistogram | null;
  /** What its features have been compared by, most coherent first. */
  distances: FoundDistance[];
  rows: FeatureTableRow[];
  before: Cursor | null;
  after: Cursor | null;
}

export interface FeatureTableRow {
  index: number;
  activeTokens: number;
  density: number;
  max: number;
  promoted: TokenLogit[];
  label: ShownLabel | null;
  example: Example | null;
}

/** Null when there is no such SAE. @param id of the one at that address */
export async function readSaeDashboard(
  id: number,
  address: SaeAddress,
  query: BrowseQuery,
): Promise<SaeDashboard | null> {
  const sae = await findSae(address);
  if (!sae) return null;
  const { collection, corpus } = sae;
  if (!collection || !corpus) {
    const distances = await listSaeDistances(id);
    return { sae, query, densities: null, distances, rows: [], before: null, after: null };
  }
  const [page, densities, vocabulary, distances] = await Promise.all([
    browseFeatures(collection.id, corpus.id, query, PAGE_ROWS),
    readDensities(collection),
    readVocabulary(sae.model.id, sae.model.weightsSha256),
    listSaeDistances(id),
  ]);
  return {
    sae,
    query,
    densities,
    distances,
    rows: page.rows.map((row) => readRow(row, vocabulary)),
    before: page.before,
    after: page.after,
  };
}

function readRow(row: PackedBrowseRow, vocabulary: readonly string[]): FeatureTableRow {
  return {
    index: row.index,
    activeTokens: row.activeTokens,
    density: row.density,
    max: row.max,
    label: row.label,
    promoted: readTokenLogits(row.promoted, vocabulary).slice(0, SHOWN_LOGITS),
    example: row.passage === null ? null : readExample({ ...row, rank: 0 }, vocabulary),
  };
}

const KEPT_HISTOGRAMS = 64;
const histograms = new Map<number, { version: string; histogram: Promise<DensityHistogram> }>();

/** Counting 65,536 features takes some 40 ms, and changes only when workers have merged shards. */
/** Of a collection as far as it has been merged. */
export function readDensities(collection: CollectionStatus): Promise<DensityHistogram> {
  const version = `${collection.state} ${collection.tokensDone} ${collection.featuresActive}`;
  const known = histograms.get(collection.id);
  if (known?.version === version) return known.histogram;
  const histogram = densityHistogram(collection.id);
  histograms.delete(collection.id);
  histograms.set(collection.id, { version, histogram });
  histogram.catch(() => histograms.delete(collection.id));
  for (const oldest of histograms.keys()) {
    if (histograms.size <= KEPT_HISTOGRAMS) break;
    histograms.delete(oldest);
  }
  return histogram;
}
