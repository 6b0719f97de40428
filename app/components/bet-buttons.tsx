"use client";

import { BET_NAMES, BETS, type Bet } from "./bets";

interface Props {
  legend: string;
  bet: Bet | null;
  onBet: (bet: Bet) => void;
}

export function BetButtons({ legend, bet, onBet }: Props) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-soft">{legend}</legend>
      <div className="flex flex-wrap gap-1.5">
        {BET_NAMES.map((name) => (
          <button
            key={name}
            type="button"
            className="control"
            aria-pressed={bet === name}
            onClick={() => onBet(name)}
          >
            {BETS[name]}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
