import { levelOf, shareOfMaximum, type ActiveFeature } from "@/app/components/live-text/shade";
import { formatActivation } from "@/domain/format";
import { tokenTexts } from "@/domain/tokens";
import type { KnownFeature } from "@/server/procedures/text/queries";
import type { TextReading } from "./use-written-features";

/** Features that stand beside a word. */
const BESIDE = 3;

export interface ReadWord {
  /** Position of its first token; BOS is 0. */
  start: number;
  text: string;
  /** 0 is not coloured. */
  level: number;
  /** Null until the model has read so far. */
  features: readonly (ActiveFeature & { name: string; level: number; tip: string })[] | null;
}

/**
 * The words of a text with their strongest features, coloured by whichever is nearest to its maximum, or by the
 * followed one alone.
 * @param pieces of the text, BOS first
 */
export function readWords(
  pieces: readonly string[],
  reading: TextReading | undefined,
  known: ReadonlyMap<number, KnownFeature>,
  followed: number | null,
): ReadWord[] {
  const strongest = reading?.strongest ?? [];
  const own = reading?.followed;
  const values = own && own.feature === followed ? own.values : [];
  const lit = followed === null ? strongest : values.map((value) => [{ feature: followed, value }]);
  const scale = followed === null ? known : withMaximum(known, followed, values);
  return tokenTexts(pieces.slice(1), 1).map(({ text, start, length }) => {
    const end = start + length - 1;
    const active = strongest.slice(start, end + 1).flat();
    // a character of several tokens shows each feature once, where it is strongest
    const each = active
      .filter(({ feature, value }) =>
        active.every((other) => other.feature !== feature || other.value <= value),
      )
      .sort((a, b) => b.value - a.value)
      .slice(0, BESIDE);
    return {
      start,
      text,
      level: levelOf({ strongest: lit }, scale, [start, end], followed),
      features:
        strongest.length <= end
          ? null
          : each.map((one) => ({
              ...one,
              name: known.get(one.feature)?.label || `Feature ${one.feature}`,
              level: levelOf({ strongest: [[one]] }, known, [0, 0], null),
              tip: sayValue(one, known.get(one.feature)),
            })),
    };
  });
}

function sayValue(active: ActiveFeature, known: KnownFeature | undefined): string {
  const share = known?.max
    ? `${Math.round(100 * shareOfMaximum(active, known))} % of its maximum`
    : "never active in the corpus";
  return `${formatActivation(active.value)}, ${share}`;
}

/** Of a feature that was never active in the corpus, colours compare the tokens of the text alone. */
function withMaximum(
  known: ReadonlyMap<number, KnownFeature>,
  feature: number,
  values: readonly number[],
): ReadonlyMap<number, KnownFeature> {
  const own = known.get(feature);
  if (own?.max) return known;
  return new Map([[feature, { feature, label: "", density: null, ...own, max: Math.max(0, ...values) }]]);
}
