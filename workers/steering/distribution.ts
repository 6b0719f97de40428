/**
 * The `count` most probable tokens, the most probable first, ties to the smaller id.
 * @param logProbabilities natural logs, [V]
 */
export function mostProbable(logProbabilities: Float32Array, count: number): { id: number; p: number }[] {
  const best: { id: number; log: number }[] = [];
  let least = -Infinity;
  for (let id = 0; id < logProbabilities.length; id++) {
    const log = logProbabilities[id] as number;
    if (log <= least && best.length === count) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1]?.log ?? 0) < log) at--;
    best.splice(at, 0, { id, log });
    if (best.length > count) best.pop();
    least = best[best.length - 1]?.log ?? least;
  }
  return best.map(({ id, log }) => ({ id, p: Math.exp(log) }));
}
