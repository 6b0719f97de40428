/**
 * The models of tests/golden/models as llama.cpp's converter writes them (tests/golden/make_gguf_models.py): the same
 * configuration and the same numbers as of the files that they were made from.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LanguageModelConfig } from "@/domain/models";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import type { Engine } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readGgufModelConfig, readGgufWeights } from "@/workers/files/gguf/model";
import { readModelConfig } from "@/workers/files/model-config";
import { readSafetensors } from "@/workers/files/safetensors";
import { positionsOf, readingSpec } from "./reading";
import { relativeError } from "./relative-error";

const ROOT = join(PROJECT_ROOT, "tests/golden");
const NAMES = readdirSync(join(ROOT, "gguf/models")).map((file) => file.replace(".gguf", ""));
const TOLERANCE = 1e-4;

/**
 * What the converter leaves out, so that readers have to take it as it is in all published models of the family; these small
 * ones differ in it on purpose.
 */
const LEFT_OUT: Readonly<Record<string, (keyof LanguageModelConfig)[]>> = {
  gemma2: ["attentionScale"],
  gemma3: ["attentionScale", "window"],
  "gpt-neox": ["ropeTheta"],
};
/** Stored in single precision. */
const SINGLE = ["normEps", "ropeMagnitude"] as const;
/** Said in another way, to the same effect. */
const OTHERWISE: (keyof LanguageModelConfig)[] = ["ropeInterleaved", "ropeScaling", ...SINGLE];

async function load(name: string) {
  const file = join(ROOT, "gguf/models", `${name}.gguf`);
  const original = await readModelConfig(join(ROOT, "models", name, "config.json"));
  const config = await readGgufModelConfig(file);
  const leftOut = LEFT_OUT[name] ?? [];
  const filled = { ...config, ...Object.fromEntries(leftOut.map((field) => [field, original[field]])) };
  return { file, original, config, filled };
}

describe("GGUF files of llama.cpp's converter", () => {
  let engine: Engine;
  beforeAll(() => {
    engine = createOnnxEngine();
  });
  afterAll(() => engine.dispose());

  test.each(NAMES)("%s: the configuration", async (name) => {
    const { original, filled } = await load(name);
    const compared = (config: LanguageModelConfig) =>
      Object.fromEntries(
        Object.entries<unknown>(config).filter(
          ([field, value]) => value !== undefined && !OTHERWISE.includes(field as keyof LanguageModelConfig),
        ),
      );
    expect(compared(filled)).toEqual(compared(original));
    for (const field of SINGLE) expect(filled[field] ?? 1, field).toBe(Math.fround(original[field] ?? 1));
  });

  test.each(NAMES)("%s: hook points and logits", async (name) => {
    const { file, filled } = await load(name);
    const weights = await readGgufWeights(file, filled);
    const { tensors } = await readSafetensors(join(ROOT, "models", name, "expected.safetensors"));
    const ids = input(Object.fromEntries(tensors), "ids");
    tensors.delete("ids");
    const program = await engine.compile(readingSpec(filled, [...tensors.keys()]), weights);
    const outputs = await program.run({ ids, positions: positionsOf(ids) });
    await program.dispose();
    for (const [hook, tensor] of tensors)
      expect(relativeError(outputs[hook], tensor), hook).toBeLessThan(TOLERANCE);
  });
});
