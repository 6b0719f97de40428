"use client";

import { useState, type ReactNode } from "react";
import { BetButtons } from "@/app/components/bet-buttons";
import { BETS, type Bet } from "@/app/components/bets";

interface Props {
  /** The first text, which is shown at once. */
  plain: ReactNode;
  /** The second one, which one bets on. */
  steered: ReactNode;
}

/** A bet on what a turned feature does, then the text. Without scripts the text is there to be opened. */
export function BetStep({ plain, steered }: Props) {
  const [bet, setBet] = useState<Bet | null>(null);
  return (
    <div className="space-y-4">
      {plain}
      <BetButtons legend="Your bet on the second text" bet={bet} onBet={setBet} />
      <details>
        <summary className="control w-fit list-none [&::-webkit-details-marker]:hidden">
          Open the second text
        </summary>
        <div className="mt-3">
          {steered}
          {bet && <p className="mt-2 text-soft">Your bet: {BETS[bet].toLowerCase()}. Were you right?</p>}
        </div>
      </details>
    </div>
  );
}
