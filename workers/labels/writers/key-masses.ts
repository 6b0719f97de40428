import type { Training } from "./writer";

/** Keys that stand at `offset` from active tokens, by the share of the activation that falls on them, largest first. */
export function keyMasses({ examples, lexer }: Training, offset: -1 | 0): { key: string; share: number }[] {
  const masses = new Map<number, number>();
  let whole = 0;
  for (const { view, positions, values } of examples)
    for (let i = 0; i < positions.length; i++) {
      const key = view.keys[(positions[i] ?? 0) + offset] ?? -1;
      const value = values[i] ?? 0;
      masses.set(key, (masses.get(key) ?? 0) + value);
      whole += value;
    }
  return [...masses]
    .filter(([key]) => key >= 0)
    .map(([key, mass]) => ({ key: lexer.nameOf(key), share: mass / whole }))
    .sort((a, b) => b.share - a.share || (a.key < b.key ? -1 : 1));
}

/** A key with less of the activation is no part of what a label says. */
const LEAST_SHARE = 0.05;
const MOST_KEYS = 4;

/** The one to four keys with most of the activation, as candidates of one, two, ... keys. */
export function leadingKeys(training: Training, offset: -1 | 0): string[][] {
  const leading = keyMasses(training, offset)
    .filter(({ share }) => share >= LEAST_SHARE)
    .slice(0, MOST_KEYS)
    .map(({ key }) => key);
  return leading.map((_, i) => leading.slice(0, i + 1));
}
