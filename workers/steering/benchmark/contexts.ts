/** What a feature's stored examples say about it: lexicon, and how often it fires and its words stand in its own contexts. */
import type { Scale } from "@/domain/steering-score";
import type { TextTokenizer } from "../../models/text-tokenizer";
import { buildLexicon, countHits, countWords } from "./lexicon";
import type { FeatureEvidence, PeakWindow } from "./request";

/** Tokens of a stretch of any text that a context is held against: as many as a window of a peak has. */
const STRETCH = 33;

export interface FeatureContexts {
  lexicon: string[];
  /** Rates of the feature's own contexts; lexicon is null without a lexicon. */
  full: { fires: number; lexicon: number | null };
}

export function readContexts(
  features: readonly Pick<FeatureEvidence, "heldIn" | "heldOut">[],
  background: readonly Uint32Array[],
  tokenizer: Pick<TextTokenizer, "decode">,
): FeatureContexts[] {
  const stretches = background.flatMap((ids) =>
    Array.from({ length: Math.ceil((ids.length - 1) / STRETCH) }, (_, i) =>
      tokenizer.decode(ids.subarray(1 + i * STRETCH, 1 + (i + 1) * STRETCH), { middle: true }),
    ),
  );
  const counts = { counts: countWords(stretches), stretches: stretches.length };
  const textOf = ({ ids }: PeakWindow) => tokenizer.decode(ids.subarray(1), { middle: true });
  return features.map(({ heldIn, heldOut }) => {
    const lexicon = buildLexicon(heldOut.map(textOf), counts);
    const own = new Set(lexicon);
    const counted = heldIn.map((window) => countHits(textOf(window), own));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return {
      lexicon,
      full: {
        fires: shareOf(sum(heldIn.map(({ active }) => active)), sum(heldIn.map(({ ids }) => ids.length - 1))),
        lexicon:
          lexicon.length === 0
            ? null
            : shareOf(sum(counted.map(({ hits }) => hits)), sum(counted.map(({ words }) => words))),
      },
    };
  });
}

/** None where there is nothing to have a share of, as of a feature whose examples are all on the other side. */
export const shareOf = (part: number, all: number): number => (all === 0 ? 0 : part / all);

/** @param none rates of unedited texts */
export const scaleOf = ({ full }: FeatureContexts, none: { fires: number; lexicon: number }): Scale => ({
  fires: [none.fires, full.fires],
  lexicon: full.lexicon === null ? null : [none.lexicon, full.lexicon],
});
