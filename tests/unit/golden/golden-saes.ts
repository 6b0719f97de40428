/** SAEs as packages wrote them, and what these compute (tests/golden/make_saes.py, make_sae_files.py). */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { saeOutput } from "@/domain/models";
import type { Engine, HostTensor } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readSafetensors } from "@/workers/files/safetensors";
import { activationOffsets, encode, encodeLowered } from "@/workers/sae/encode";
import { foldForInference } from "@/workers/sae/fold-for-inference";
import { readSae } from "@/workers/sae/formats/read";
import type { SaelensSae } from "@/workers/sae/formats/saelens";
import { jointWeights } from "@/workers/sae/sae";
import { relativeError } from "./relative-error";

export const SAES_ROOT = join(PROJECT_ROOT, "tests/golden/saes");
export const GOLDEN_SAES = readdirSync(SAES_ROOT);
export const HOOK = "blocks.1.hook_resid_post";
/** Files that do not say their hook. */
export const WITHOUT_HOOK = ["gemma-scope-1", "openai-topk"];
/** Files that do not say their factor. */
const INPUT_SCALES: Record<string, number> = { "llama-scope-r1": 1.7 };

/** Some formats are recognised by the names of folders. */
export function innermost(folder: string): string {
  const inner = readdirSync(folder, { withFileTypes: true }).find((entry) => entry.isDirectory());
  return inner && inner.name !== "checkpoints" ? innermost(join(folder, inner.name)) : folder;
}

export const readGoldenSae = (name: string): Promise<SaelensSae> =>
  readSae(innermost(join(SAES_ROOT, name)), {
    hookName: WITHOUT_HOOK.includes(name) ? HOOK : undefined,
    inputScale: INPUT_SCALES[name],
  });

/** What the package gives, in units of the residual stream: f_i |d_i|. */
function shown(features: HostTensor, { config, weights, inputScale = 1 }: SaelensSae): HostTensor {
  if (config.rescaleByDecoderNorm) return features;
  const { width } = saeOutput(config);
  const decoder = input(Object.fromEntries(weights), "W_dec").data;
  const norms = Array.from(
    { length: config.dSae },
    (_, i) => Math.hypot(...decoder.subarray(i * width, (i + 1) * width)) / inputScale,
  );
  return {
    ...features,
    data: Float32Array.from(features.data, (f, at) => f * (norms[at % config.dSae] ?? NaN)),
  };
}

/** The largest differences from the reference (relative-error.ts); `lowered` is the form in which dashboards are collected. */
export async function compareSae(
  engine: Engine,
  name: string,
): Promise<Record<"features" | "lowered" | "output", number>> {
  const stored = await readGoldenSae(name);
  const { tensors } = await readSafetensors(join(SAES_ROOT, name, "expected.safetensors"));
  const expected = Object.fromEntries(tensors);
  const features = shown(input(expected, "features"), stored);
  const sae = foldForInference(stored, { inputScale: stored.inputScale });
  const program = await engine.compile(
    {
      name: "golden",
      inputs: { x: { dtype: "float32", shape: ["tokens", sae.config.dIn] } },
      build(ops, inputs) {
        const { features, decode } = encode(ops, sae, input(inputs, "x"));
        return { features, output: decode(features), lowered: encodeLowered(ops, sae, input(inputs, "x")) };
      },
    },
    jointWeights({ weights: new Map() }, sae),
  );
  const found = await program.run({ x: input(expected, "x") });
  await program.dispose();
  const offsets = activationOffsets(sae);
  const collected = Float32Array.from(found.lowered?.data ?? [], (value, at) =>
    value > 0 ? Math.max(0, value + (offsets?.[at % sae.config.dSae] ?? 0)) : 0,
  );
  return {
    features: relativeError(found.features, features),
    lowered: relativeError({ ...features, data: collected }, features),
    output: relativeError(found.output, input(expected, "output")),
  };
}
