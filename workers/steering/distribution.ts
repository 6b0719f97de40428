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

/** Natural logs of the probabilities that logits [V] stand for. */
export function logSoftmax(logits: Float32Array): Float32Array {
  let top = -Infinity;
  for (const logit of logits) top = Math.max(top, logit);
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - top);
  return logits.map((logit) => logit - top - Math.log(total));
}

/** Tokens that say how sure a model is of the next one. */
const CONFIDENCE_TOKENS = 10;

/**
 * Token confidence (Fu et al. 2025): the mean negative log probability of the ten likeliest tokens, in nats; the larger, the
 * fewer of them share the probability.
 * @param logProbabilities natural logs, [V]
 */
export function tokenConfidence(logProbabilities: Float32Array): number {
  const likeliest = mostProbable(logProbabilities, CONFIDENCE_TOKENS);
  return likeliest.reduce((sum, { id }) => sum - (logProbabilities[id] ?? 0), 0) / likeliest.length;
}
