/** Whether model, hook and SAE belong together, by their figures on some text. */
import type { SaeQuality } from "@/domain/collections";
import type { SaeConfig } from "@/domain/models";
import type { Engine } from "../engine/ops";
import type { LanguageModel } from "../files/language-model";
import { HookReader } from "../models/hook-reader";
import { foldForInference } from "../sae/fold-for-inference";
import { measureQuality } from "../sae/quality";
import type { Sae } from "../sae/sae";
import { readOtherHooks, type HookFigures } from "./other-hooks";

/** Tokens that are read. */
export const SMOKE_TOKENS = 1000;
/** Above this share of unexplained variance other hooks are tried, on so much of the text. */
const SUSPICIOUS_FVU = 0.5;
const FEW_PASSAGES = 2;
const FEW_TOKENS = 128;
const FEW_FEATURES = 1;
const MANY_FEATURES = 0.2;

export interface SmokeTest {
  quality: SaeQuality;
  /** For people; empty where nothing is suspicious. */
  warnings: string[];
  /** Whether the figures say that the pairing is wrong. */
  wrong: boolean;
}

export async function smokeTest(
  engine: Engine,
  model: LanguageModel,
  sae: Sae,
  passages: readonly Uint32Array[],
): Promise<SmokeTest> {
  const sample: Uint32Array[] = [];
  for (let tokens = 0, i = 0; tokens < SMOKE_TOKENS && i < passages.length; i++) {
    const passage = passages[i];
    if (!passage) break;
    sample.push(passage);
    tokens += passage.length - 1;
  }
  const quality = await measureQuality(sample, { engine, model, sae });
  const warnings = warningsFor(quality, sae.config);
  if (!(quality.fvu < SUSPICIOUS_FVU)) {
    const few = sample.slice(0, FEW_PASSAGES).map((passage) => passage.subarray(0, FEW_TOKENS));
    const better = await betterHook(engine, model, sae, few, quality.fvu);
    if (better)
      warnings.push(
        `At ${better.hookName} the same SAE leaves only ${percent(better.fvu)} unexplained: try --hook ${better.hookName}.`,
      );
    const scaled = better ? null : await betterScale(engine, model, sae, few, quality.fvu);
    if (scaled)
      warnings.push(
        `With activations times ${scaled.inputScale.toPrecision(4)}, which brings their mean norm to sqrt(d), only ` +
          `${percent(scaled.fvu)} is unexplained: the SAE was trained on scaled activations and its files do not say so. ` +
          'For SAELens set "normalize_activations" in cfg.json to "expected_average_only_in" and put the factor into ' +
          'activation_scaler.json as "scaling_factor".',
      );
  }
  return { quality, warnings, wrong: !(quality.fvu < 1) || quality.l0 < FEW_FEATURES };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** What the figures say about hook, layer, scale and BOS. */
export function warningsFor({ fvu, l0, ceRecovered }: SaeQuality, config: SaeConfig): string[] {
  const warnings: string[] = [];
  const { hookName, dSae, k } = config;
  if (!(fvu < 1))
    warnings.push(
      `The reconstruction at ${hookName} is worse than the mean (${percent(fvu)} of the variance is unexplained): ` +
        "the SAE is of another model, hook or layer, or reads activations at another scale.",
    );
  else if (fvu >= SUSPICIOUS_FVU)
    warnings.push(
      `${percent(fvu)} of the variance at ${hookName} is unexplained: hook, layer or scale may be wrong.`,
    );
  if (l0 < FEW_FEATURES)
    warnings.push(
      `${l0.toFixed(2)} features a token are active: the SAE expects larger activations, or another hook.`,
    );
  if (l0 > MANY_FEATURES * dSae)
    warnings.push(
      `${l0.toFixed(0)} of ${dSae} features a token are active: the SAE expects smaller activations, or another hook.`,
    );
  if (k !== undefined && config.architecture === "batchtopk" && (l0 > 3 * k || l0 < k / 3))
    warnings.push(
      `${l0.toFixed(1)} features a token are active, but the SAE was trained for ${k}: the scale may be wrong.`,
    );
  if (ceRecovered < 0.5)
    warnings.push(
      `With the reconstruction in its place the model recovers only ${percent(ceRecovered)} of its loss.`,
    );
  if (config.prependBos === false)
    warnings.push(
      "The SAE was trained on texts without BOS. Here every passage begins with it; it is left out of all figures, " +
        "but later tokens can see it.",
    );
  if (config.modelRevision !== undefined)
    warnings.push(
      `The SAE was trained on another state of ${config.modelName ?? "its model"} than the latest: ${config.modelRevision}.`,
    );
  return warnings;
}

/** Another layer at which the SAE reconstructs far better. */
async function betterHook(
  engine: Engine,
  model: LanguageModel,
  sae: Sae,
  passages: readonly Uint32Array[],
  fvu: number,
): Promise<HookFigures | null> {
  if (sae.config.output) return null;
  const found = await readOtherHooks(engine, model, sae, passages);
  const [best] = found.toSorted((a, b) => a.fvu - b.fvu);
  return best && best.fvu < Math.min(fvu / 2, SUSPICIOUS_FVU) ? best : null;
}

/** Whether the SAE reconstructs far better when activations are scaled to mean norm sqrt(d), as many are trained. */
async function betterScale(
  engine: Engine,
  model: LanguageModel,
  sae: Sae,
  passages: readonly Uint32Array[],
  fvu: number,
): Promise<{ inputScale: number; fvu: number } | null> {
  const { config } = sae;
  // a top-k SAE's activations may be scaled apart from its encoder, and what is normalised has its scale
  if (config.output || config.architecture === "topk" || config.inputNormalisation || config.centred)
    return null;
  if (config.dIn !== model.config.width) return null;
  const reader = await HookReader.create(engine, model.config, model.weights, config.hookName);
  const activations = await reader.read(passages);
  await reader.dispose();
  let norms = 0;
  for (let token = 0; token < activations.length; token += config.dIn)
    norms += Math.hypot(...activations.subarray(token, token + config.dIn));
  const inputScale = (Math.sqrt(config.dIn) * (activations.length / config.dIn)) / norms;
  const scaled = foldForInference(
    { ...sae, config: { ...config, inputNormalisation: "average-norm" } },
    { inputScale },
  );
  const found = await measureQuality(passages, { engine, model, sae: scaled });
  return found.fvu < Math.min(fvu / 2, SUSPICIOUS_FVU) ? { inputScale, fvu: found.fvu } : null;
}
