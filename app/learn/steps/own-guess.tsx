"use client";

import { useId, useState, type ReactNode } from "react";

/** A place to write down a guess before the others' are shown; it is kept nowhere. */
export function OwnGuess({ children }: { children: ReactNode }) {
  const id = useId();
  const [guess, setGuess] = useState("");
  return (
    <div className="mt-3">
      <label htmlFor={id} className="mb-1 block text-soft">
        Your name for it
      </label>
      <input
        id={id}
        value={guess}
        maxLength={120}
        autoComplete="off"
        onChange={(event) => setGuess(event.target.value)}
        className="field min-h-9 w-full max-w-96 text-[15px]"
      />
      <details className="mt-3">
        <summary className="control w-fit list-none [&::-webkit-details-marker]:hidden">
          Show what others call it
        </summary>
        <div className="mt-3">
          {guess.trim() !== "" && (
            <p className="mb-3">
              You said: <bdi className="font-medium">{guess}</bdi>
            </p>
          )}
          {children}
        </div>
      </details>
    </div>
  );
}
