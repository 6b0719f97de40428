import type { Random } from "@/domain/random";

export interface SamplingSettings {
  /** 0 takes the most probable token. */
  temperature: number;
  /** Keep the smallest set of tokens whose probability reaches this (Holtzman et al. 2020); 1 keeps all. */
  topP: number;
}

/**
 * Draws a token from `probabilities` (already at the wanted temperature). One random number a token, drawn also
 * where it is not needed, so that settings do not shift the sequence.
 */
export function sampleToken(probabilities: Float32Array, settings: SamplingSettings, random: Random): number {
  const u = random.uniform();
  if (settings.temperature === 0) return argmax(probabilities);
  return settings.topP < 1 ? drawFromNucleus(probabilities, settings.topP, u) : draw(probabilities, u);
}

export function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

function draw(probabilities: Float32Array, u: number): number {
  let total = 0;
  let last = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i] ?? 0;
    if (p === 0) continue;
    total += p;
    last = i;
    if (u < total) return i;
  }
  return last; // u fell into the rounding error of the sum
}

function drawFromNucleus(probabilities: Float32Array, topP: number, u: number): number {
  // A token below (1 - topP) / V can only be in the nucleus when all larger ones are: skip the long tail's sort.
  const floor = (1 - topP) / probabilities.length;
  const candidates: number[] = [];
  probabilities.forEach((p, id) => {
    if (p >= floor) candidates.push(id);
  });
  candidates.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
  let mass = 0;
  let kept = 0;
  while (kept < candidates.length && mass < topP) mass += probabilities[candidates[kept++] ?? 0] ?? 0;
  let total = 0;
  for (let i = 0; i < kept; i++) {
    const id = candidates[i] ?? 0;
    total += probabilities[id] ?? 0;
    if (u * mass < total) return id;
  }
  return candidates[kept - 1] ?? 0;
}
