"use client";

import { useState, type ReactNode } from "react";

interface Props {
  /** The first text, which is shown at once. */
  plain: ReactNode;
  /** The second one, which one bets on. */
  steered: ReactNode;
}

const BETS = ["It will fit the label", "It will be nonsense", "Nothing will change"] as const;

/** A bet on what a turned feature does, then the text. Without scripts the text is there to be opened. */
export function Bet({ plain, steered }: Props) {
  const [bet, setBet] = useState<string | null>(null);
  return (
    <div className="space-y-4">
      {plain}
      <fieldset>
        <legend className="mb-1.5 text-soft">Your bet on the second text</legend>
        <div className="flex flex-wrap gap-1.5">
          {BETS.map((name) => (
            <button
              key={name}
              type="button"
              className="control"
              aria-pressed={bet === name}
              aria-current={bet === name ? "true" : undefined}
              onClick={() => setBet(name)}
            >
              {name}
            </button>
          ))}
        </div>
      </fieldset>
      <details>
        <summary className="control w-fit list-none [&::-webkit-details-marker]:hidden">
          Open the second text
        </summary>
        <div className="mt-3">
          {steered}
          {bet && <p className="mt-2 text-soft">Your bet: {bet.toLowerCase()}. Were you right?</p>}
        </div>
      </details>
    </div>
  );
}
