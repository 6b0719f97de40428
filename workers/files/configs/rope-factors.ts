/**
 * Kinds of scaling that divide every frequency of the rotation by its own factor, and multiply what is rotated.
 * Source: transformers 4.57.6, modeling_rope_utils.py.
 */
import type { LanguageModelConfig } from "@/domain/models";
import type { RopeScaling } from "./rope";

interface Factors {
  scaling: NonNullable<LanguageModelConfig["ropeScaling"]>;
  magnitude: number;
  longest?: number;
}

const TURNS_KEPT = 32;
const TURNS_SLOWED = 1;

/**
 * YaRN (Peng et al. 2023): frequencies that turn often within the `original` context stay, slow ones are divided by
 * `factor`, those between are mixed.
 */
export function yarnFactors(
  json: RopeScaling,
  { theta, rotated, factor, original }: { theta: number; rotated: number; factor: number; original: number },
): Factors {
  /** Which of the dimensions turns so often within the original context. */
  const dimension = (turns: number) =>
    (rotated * Math.log(original / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const [first, last] = [dimension(json.beta_fast ?? TURNS_KEPT), dimension(json.beta_slow ?? TURNS_SLOWED)];
  const whole = json.truncate ?? true;
  const low = Math.max(0, whole ? Math.floor(first) : first);
  const high = Math.min(rotated - 1, whole ? Math.ceil(last) : last);
  const width = high === low ? 0.001 : high - low;
  const factors = Array.from({ length: rotated / 2 }, (_, i) => {
    const slowed = Math.min(1, Math.max(0, (i - low) / width));
    return 1 / (slowed / factor + 1 - slowed);
  });
  const stretched = (share: number) => (factor <= 1 ? 1 : 0.1 * share * Math.log(factor) + 1);
  const { mscale, mscale_all_dim: all } = json;
  const magnitude =
    json.attention_factor ?? (mscale && all ? stretched(mscale) / stretched(all) : stretched(1));
  return { scaling: { kind: "factors", factors }, magnitude };
}

/**
 * LongRoPE (Ding et al. 2024), whose factors differ for texts beyond the `original` context: those for shorter ones count
 * here, and no longer text is read.
 */
export function longropeFactors(
  json: RopeScaling,
  { factors, original, longest }: { factors: number[]; original: number; longest: number },
): Factors {
  const stretch = longest > original ? longest / original : (json.factor ?? 1);
  const magnitude =
    json.attention_factor ?? (stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original)));
  return { scaling: { kind: "factors", factors }, magnitude, longest: original };
}
