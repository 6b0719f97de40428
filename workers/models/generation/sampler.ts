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

/**
 * Probabilities of tokens whose logits (at the wanted temperature) are lowered by `penalty` for every time that they
 * stand in `ids`: TransformerLens' freq_penalty.
 */
export function penaliseFrequent(
  probabilities: Float32Array,
  ids: readonly number[],
  penalty: number,
): Float32Array {
  const penalised = Float32Array.from(probabilities);
  const factor = Math.exp(-penalty);
  for (const id of ids) penalised[id] = (penalised[id] ?? 0) * factor;
  let total = 0;
  for (const p of penalised) total += p;
  if (total === 0) return probabilities;
  return penalised.map((p) => p / total);
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
  const candidates = sorted(probabilities, head(probabilities, topP));
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

/**
 * The tokens above some probability that hold the nucleus: all those of it, and few besides, so that little is left to
 * sort. A token below (1 - topP) / V can only be in the nucleus when all larger ones are.
 */
function head(probabilities: Float32Array, topP: number): number[] {
  const least = (1 - topP) / probabilities.length;
  for (let floor = 0.01; ; floor = Math.max(least, floor / 10)) {
    const ids: number[] = [];
    let mass = 0;
    for (let id = 0; id < probabilities.length; id++) {
      const p = probabilities[id] as number;
      if (p < floor) continue;
      ids.push(id);
      mass += p;
    }
    // a little more than asked for: the sum in sorted order may round differently
    if (mass >= topP + 1e-9 || floor <= least) return ids;
  }
}

/** Room for an id below a probability's 30 bits in the 53 bits of a number. */
const ID_ROOM = 2 ** 22;

/**
 * Ids by falling probability, ties to the smaller id. As numbers (the bits of a positive float32 grow with it, the id
 * stands below them) they sort many times faster than with a comparison.
 */
function sorted(probabilities: Float32Array, ids: readonly number[]): number[] {
  const bits = new Uint32Array(probabilities.buffer, probabilities.byteOffset, probabilities.length);
  const keys = Float64Array.from(ids, (id) => (bits[id] as number) * ID_ROOM + (ID_ROOM - 1 - id)).sort();
  return Array.from(keys.reverse(), (key) => ID_ROOM - 1 - (key % ID_ROOM));
}
