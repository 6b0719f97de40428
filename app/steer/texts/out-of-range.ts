/** A text that the model as it is finds so many times more unlikely than its own is hardly language to it any more. */
export const OUT_OF_RANGE_FACTOR = 4;
/** Fewer tokens say little. */
const LEAST_TOKENS = 15;

/**
 * Whether steering has pushed a text out of the range in which this model writes language.
 * @param steered perplexity of the steered text under the model as it is, over `tokens` tokens
 * @param own that of the text which the model wrote by itself from the same prompt
 */
export function isOutOfRange(steered: number | null, own: number | null, tokens: number): boolean {
  return steered !== null && own !== null && tokens >= LEAST_TOKENS && steered > OUT_OF_RANGE_FACTOR * own;
}
