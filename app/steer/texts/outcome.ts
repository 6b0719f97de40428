import type { Bet } from "@/app/components/bets";
import { perplexity } from "@/domain/steering-run";
import type { ShownToken } from "@/server/procedures/steer/run-view";
import { isOutOfRange } from "./out-of-range";

export interface Outcome {
  /** The bet that it proves right; null where the text has changed, and neither way. */
  right: Bet | null;
  /** Shares of tokens at which the feature is active, before the edit. */
  own: number;
  steered: number;
}

/**
 * What became of a text, by what was measured: the same words; out of the range in which the model writes language; or
 * more often about what the first feature stands for.
 */
export function outcomeOf(own: readonly ShownToken[], steered: readonly ShownToken[]): Outcome {
  const shares = { own: activeShare(own), steered: activeShare(steered) };
  const ids = (tokens: readonly ShownToken[]) => tokens.map(({ id }) => id ?? "end").join(" ");
  if (ids(own) === ids(steered)) return { right: "same", ...shares };
  if (isOutOfRange(perplexity(steered), perplexity(own), steered.length))
    return { right: "apart", ...shares };
  return { right: shares.steered > shares.own ? "about" : null, ...shares };
}

function activeShare(tokens: readonly ShownToken[]): number {
  const written = tokens.filter(({ id }) => id !== undefined);
  return written.length === 0 ? 0 : written.filter(({ read }) => (read[0] ?? 0) > 0).length / written.length;
}
