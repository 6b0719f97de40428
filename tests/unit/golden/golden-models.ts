/** Files that transformers wrote and what it computes from them (tests/golden/make_models.py). */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readModelConfig } from "@/workers/files/model-config";
import { readModelWeights } from "@/workers/files/model-weights";
import { readSafetensors } from "@/workers/files/safetensors";
import { positionsOf, readingSpec } from "./reading";
import { relativeError } from "./relative-error";

export const MODELS_ROOT = join(PROJECT_ROOT, "tests/golden/models");
export const CONFIGS_V5 = "configs-v5";
export const GOLDEN_MODELS = readdirSync(MODELS_ROOT).filter((name) => name !== CONFIGS_V5);

/** `expected` has hook points and logits, [B, T, width]. */
export async function loadGoldenModel(name: string) {
  const folder = join(MODELS_ROOT, name);
  const config = await readModelConfig(join(folder, "config.json"));
  const weights = await readModelWeights(folder, config);
  const { tensors } = await readSafetensors(join(folder, "expected.safetensors"));
  const ids = input(Object.fromEntries(tensors), "ids");
  tensors.delete("ids");
  return { config, weights, ids, expected: tensors };
}

/** Of each hook point and the logits the largest difference from the reference (relative-error.ts); Infinity for another shape. */
export async function compareModel(engine: Engine, name: string): Promise<Map<string, number>> {
  const { config, weights, ids, expected } = await loadGoldenModel(name);
  const program = await engine.compile(readingSpec(config, [...expected.keys()]), weights);
  const outputs = await program.run({ ids, positions: positionsOf(ids) });
  await program.dispose();
  return new Map(
    [...expected].map(([hook, tensor]) => [
      hook,
      outputs[hook]?.shape.join() === tensor.shape.join() ? relativeError(outputs[hook], tensor) : Infinity,
    ]),
  );
}
