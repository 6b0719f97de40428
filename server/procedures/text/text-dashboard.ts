import type { TextActivations } from "@/domain/text-activations";
import { featuresOf, readKnownFeatures } from "./queries";

/** What a text does to an SAE's features, for the search by own text. */

/** A feature that is active at more than this share of the corpus's tokens says little about a text. */
export const DENSE = 0.05;
const SHOWN_FEATURES = 20;
const SHOWN_PER_TOKEN = 3;

export interface TextDashboard {
  /** Token pieces, BOS first. */
  pieces: string[];
  /** Positions that are summed over, ascending; all but BOS when none were chosen. */
  chosen: number[];
  /** The features with the largest sums. */
  features: TextFeature[];
  /** For each position its strongest features. */
  strongest: { feature: number; value: number; label: string }[][];
  /** Features that were active and are left out as dense. */
  hidden: number;
  /** All features that were active on the chosen tokens, dense ones too. */
  active: number;
}

export interface TextFeature {
  index: number;
  label: string;
  density: number | null;
  /** Sum of its activations over the chosen tokens. */
  sum: number;
  /** Its maximum over the corpus where that is known, else over this text. */
  max: number;
  /** Every position of the text at which it is active. */
  positions: number[];
  values: number[];
}

/**
 * @param tokens positions to sum over; empty or out of range means all
 * @param dense whether features of a density above DENSE are shown
 */
export async function readTextDashboard(
  saeId: number,
  vocabulary: readonly string[],
  { ids, tokens: active }: TextActivations,
  { tokens, dense }: { tokens: readonly number[]; dense: boolean },
): Promise<TextDashboard> {
  const all = ids.map((_, position) => position).slice(1);
  const asked = all.filter((position) => tokens.includes(position));
  const chosen = asked.length > 0 ? asked : all;
  const known = new Map(
    (await readKnownFeatures(saeId, featuresOf(active))).map((row) => [row.feature, row] as const),
  );
  const isShown = (feature: number) => dense || (known.get(feature)?.density ?? 0) <= DENSE;

  const sums = new Map<number, number>();
  for (const position of chosen)
    for (const { feature, value } of active[position] ?? [])
      sums.set(feature, (sums.get(feature) ?? 0) + value);
  const ranked = [...sums]
    .filter(([feature]) => isShown(feature))
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, SHOWN_FEATURES);
  const features = ranked.map(([index, sum]) => {
    const places = active.flatMap((entries, position) =>
      entries.filter(({ feature }) => feature === index).map(({ value }) => ({ position, value })),
    );
    const { label = "", density = null, max = null } = known.get(index) ?? {};
    const largest = places.reduce((most, { value }) => Math.max(most, value), 0);
    return {
      index,
      label,
      density,
      sum,
      max: Math.max(max ?? 0, largest),
      positions: places.map(({ position }) => position),
      values: places.map(({ value }) => value),
    };
  });
  return {
    pieces: ids.map((id) => vocabulary[id] ?? `<${id}>`),
    chosen,
    features,
    strongest: active.map((entries) =>
      entries
        .filter(({ feature }) => isShown(feature))
        .slice(0, SHOWN_PER_TOKEN)
        .map((entry) => ({ ...entry, label: known.get(entry.feature)?.label ?? "" })),
    ),
    hidden: [...sums.keys()].filter((feature) => !isShown(feature)).length,
    active: sums.size,
  };
}
