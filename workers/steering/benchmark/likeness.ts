import { AFTER_PEAK, BEFORE_PEAK } from "../../contexts/context-windows";
import type { FeatureEvidence, PeakWindow } from "./request";

/**
 * How alike a feature's examples on the two sides of the corpus are: the cosine of how often each token stands around
 * their peaks, as log(1 + n), times ln(passages / passages of any text that have the token). Null without examples on
 * either side.
 */
export function likenessOf(
  { heldIn, heldOut }: Pick<FeatureEvidence, "heldIn" | "heldOut">,
  background: readonly ArrayLike<number>[],
): number | null {
  if (heldIn.length === 0 || heldOut.length === 0) return null;
  const having = new Map<number, number>();
  for (const ids of background)
    for (const id of new Set(Array.from(ids))) having.set(id, (having.get(id) ?? 0) + 1);
  const rarity = (id: number) => Math.log((background.length + 1) / ((having.get(id) ?? 0) + 1));
  const [one, other] = [heldIn, heldOut].map((windows) => {
    const counts = countAround(windows);
    return new Map([...counts].map(([id, n]) => [id, Math.log(1 + n) * rarity(id)] as const));
  }) as [Map<number, number>, Map<number, number>];
  const norm = (vector: Map<number, number>) => Math.hypot(...vector.values());
  const product = norm(one) * norm(other);
  if (product === 0) return 0;
  return [...one].reduce((sum, [id, value]) => sum + value * (other.get(id) ?? 0), 0) / product;
}

function countAround(windows: readonly PeakWindow[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { ids, peak } of windows)
    for (const id of ids.subarray(Math.max(1, peak - BEFORE_PEAK), peak + AFTER_PEAK + 1))
      counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
