/** How well what was said agrees with what is: both 1 or 0 in every place. */

/** Share of places that agree. */
export function accuracy(said: Uint8Array, labels: Uint8Array): number {
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (said[i] === labels[i]) right++;
  return right / labels.length;
}

/** Harmonic mean of precision and recall; 0 where nothing was found. */
export function f1(said: Uint8Array, labels: Uint8Array): number {
  let [found, claimed, there] = [0, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (said[i] === 1) claimed++;
    if (labels[i] === 1) there++;
    if (said[i] === 1 && labels[i] === 1) found++;
  }
  return found === 0 ? 0 : (2 * found) / (claimed + there);
}
