/** What one can bet that a turned feature does to a text. */
export const BETS = {
  about: "It will fit the label",
  apart: "It will be nonsense",
  same: "Nothing will change",
} as const;
export type Bet = keyof typeof BETS;

export const BET_NAMES = Object.keys(BETS) as Bet[];
