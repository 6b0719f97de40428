import type { Pool } from "pg";
import { unpackActivations } from "@/domain/activation-codec";
import { BLOCK_FEATURES, PROMOTED_TOKENS } from "@/domain/collections";
import { unpackPromoted } from "@/domain/feature-statistics";
import type { CollectionTarget } from "../dashboards/collection-target";
import type { Evidence } from "./evidence";
import type { SampleActivity } from "./sample";
import { readNeighbours } from "./neighbours";
import type { PassageViews } from "./passage-views";

interface ExampleRow {
  feature: number;
  passage: number;
  peak: number;
  value: number;
  packed: Buffer;
}

/** What is known of each feature of a block: its stored examples, and where in the sample it and its neighbours are active. */
export async function readBlockEvidence(
  pool: Pool,
  target: CollectionTarget,
  block: number,
  activity: SampleActivity,
  texts: PassageViews,
): Promise<Evidence[]> {
  const first = block * BLOCK_FEATURES;
  const end = Math.min(first + BLOCK_FEATURES, target.dSae);
  const range = [target.id, first, end];
  const [{ rows: examples }, { rows: features }, neighbours] = await Promise.all([
    // the same passage may be a top example and a band's sample
    pool.query<ExampleRow>(
      `SELECT DISTINCT ON (feature, passage) feature, passage, peak, value, packed FROM activation
       WHERE collection_id = $1 AND feature >= $2 AND feature < $3 ORDER BY feature, passage, band`,
      range,
    ),
    pool.query<{ index: number; promoted: Buffer }>(
      "SELECT index, promoted FROM feature WHERE collection_id = $1 AND index >= $2 AND index < $3",
      range,
    ),
    readNeighbours(pool, target, first, end),
  ]);
  const views = await texts.at(examples.map(({ passage }) => passage));
  return Array.from({ length: end - first }, (_, i) => {
    const feature = first + i;
    const promoted = features.find(({ index }) => index === feature)?.promoted;
    return {
      feature,
      examples: examples
        .filter((row) => row.feature === feature)
        .flatMap(({ passage, peak, value, packed }) => {
          const view = views.get(passage);
          return view ? [{ passage, view, peak, ...unpackActivations(packed, value) }] : [];
        }),
      activeIn: activity.activeIn(feature),
      neighbours: peaksOfNeighbours(activity, neighbours.get(feature) ?? []),
      promoted: promoted
        ? unpackPromoted(promoted)
            .slice(0, PROMOTED_TOKENS)
            .map(({ id }) => id)
        : [],
    };
  });
}

function peaksOfNeighbours(activity: SampleActivity, neighbours: readonly number[]): Evidence["neighbours"] {
  const peaks = neighbours.map((neighbour) => activity.peaksOf(neighbour));
  return { training: peaks.map(({ training }) => training), "held-out": peaks.map((one) => one["held-out"]) };
}
