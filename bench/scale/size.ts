import { FeaturescopeError } from "@/domain/errors";

/** How large a synthetic instance is. */
export interface ScaleSize {
  /** Labels, one for each of as many features. */
  labels: number;
  /** Features of every SAE, the widest first; most are narrow. */
  saes: readonly number[];
}

const SAES = 500;
const WIDEST = 1_048_576;
const WIDE = 65_536;
const NARROW = 64;
const MOST_LABELS = 20_000_000;

/**
 * 500 SAEs of which one has 1,048,576 features and as many have 65,536 as the labels need; all but the narrow ones shrink
 * where there are fewer labels than the widest has features.
 * @param text of --labels
 * @throws FeaturescopeError BAD_INPUT
 */
export function scaleSize(text: string): ScaleSize {
  const labels = Number(text);
  if (!Number.isInteger(labels) || labels < 20_000 || labels > MOST_LABELS)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `--labels cannot be "${text}".`,
      `Give a whole number from 20000 to ${MOST_LABELS}.`,
    );
  const widest = Math.min(WIDEST, Math.floor(labels / 2));
  const wide = Math.min(WIDE, Math.floor(labels / 8));
  const narrow = (count: number) => (SAES - 1 - count) * NARROW;
  let count = 1;
  while (widest + count * wide + narrow(count) < labels && count < SAES - 1) count++;
  const saes = [widest];
  for (let i = 1; i < SAES; i++) saes.push(i <= count ? wide : NARROW);
  return {
    labels: Math.min(
      labels,
      saes.reduce((sum, features) => sum + features, 0),
    ),
    saes,
  };
}
