import { expect } from "vitest";
import type { Secret } from "./secrets";

/** Whoever asks in the leak tests; the private and unlisted things are the owner's. */
export const ASKERS = ["anonymous", "other", "reviewer", "admin", "owner"] as const;
export type Asker = (typeof ASKERS)[number];

/**
 * Whether somebody may meet a secret's words in an answer.
 *
 * @param named the request names the secret, as somebody with its address does
 */
export function mayMeet(secret: Secret, who: Asker, named: boolean): boolean {
  if (who === "admin" || who === "owner") return true;
  if (secret.name === "hidden opinions") return who === "reviewer";
  return named && secret.reachable;
}

/**
 * Fails where an answer holds a word of a secret that its reader may not meet.
 *
 * @param request the request in words: what it names itself is no leak
 * @returns whether the answer held a word of the secret
 */
export function expectNoLeak(
  secret: Secret,
  answer: string,
  { who, named, request, what }: { who: Asker; named: boolean; request: string; what: string },
): boolean {
  let met = false;
  // the SAE of hidden opinions is everybody's
  const words = secret.name === "hidden opinions" ? secret.words : [...secret.words, secret.sae];
  for (const word of words) {
    const at = answer.indexOf(word);
    if (request.includes(word) || at < 0) continue;
    met = true;
    const around = answer.slice(Math.max(0, at - 200), at + 100);
    expect(
      mayMeet(secret, who, named),
      `${who} met “${word}” (${secret.name}) in ${what}(${request}): ${around}`,
    ).toBe(true);
  }
  return met;
}
