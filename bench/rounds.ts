import type { Peer } from "./peer";
import { spread, type PeerResult, type Spread } from "./measurement";

export const NO_PYTORCH = { missing: "no PyTorch found" };

export interface Turns {
  ours: number[];
  /** Empty without a peer. */
  theirs: number[];
}

/**
 * Seconds of ours and the peer's in turns (A B A B), so that whatever else the machine does meets both alike. One round
 * of each before them is not counted.
 */
export async function takeTurns(
  rounds: number,
  ours: () => Promise<number>,
  theirs: (() => Promise<number>) | null,
): Promise<Turns> {
  await ours();
  await theirs?.();
  const turns: Turns = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    turns.ours.push(await ours());
    if (theirs) turns.theirs.push(await theirs());
  }
  return turns;
}

/** Work done per second in both, and the ratio. */
export function rates(
  turns: Turns,
  amount: number,
  peer: Peer | null,
): { value: Spread; peer: PeerResult | { missing: string } } {
  const perSecond = (seconds: number) => amount / seconds;
  const ratios = turns.theirs.map((seconds, i) => seconds / (turns.ours[i] ?? NaN));
  return {
    value: spread(turns.ours.map(perSecond)),
    peer: peer
      ? { name: peer.name, value: spread(turns.theirs.map(perSecond)), ratio: spread(ratios) }
      : NO_PYTORCH,
  };
}

/** Seconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
