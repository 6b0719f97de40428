import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "@/tests/support/temporary-folder";
import { PROJECT_ROOT } from "./data-folder";
import { parseModelConfig, readModelConfig } from "./model-config";
import { readModelWeights } from "./model-weights";
import { readSafetensors, writeSafetensors } from "./safetensors";

const golden = (name: string) => join(PROJECT_ROOT, "tests/golden/models", name);

test("tensors that would not be used are refused, buffers and towers are passed over", async () => {
  const folder = await temporaryFolder("unused");
  try {
    const config = await readModelConfig(join(golden("gpt2"), "config.json"));
    const file = join(folder.path, "model.safetensors");
    const { tensors } = await readSafetensors(join(golden("gpt2"), "model.safetensors"));
    const one = { dtype: "float32", shape: [1], data: Float32Array.of(1) } as const;
    for (const name of [
      "h.0.attn.masked_bias",
      "transformer.h.1.attn.bias",
      "vision_tower.a",
      "lm_head.weight",
    ])
      tensors.set(name, one);
    await writeSafetensors(file, tensors);
    await readModelWeights(folder.path, config);
    await writeSafetensors(file, tensors.set("transformer.h.0.crossattention.q_attn.weight", one));
    await expect(readModelWeights(folder.path, config)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: `${folder.path}: the checkpoint has a tensor "transformer.h.0.crossattention.q_attn.weight", for which gpt2 has no use here.`,
    });
    await cp(join(golden("gpt2"), "model.safetensors"), file);
    await readModelWeights(folder.path, config);
  } finally {
    await folder.remove();
  }
});

test.each([
  ["gemma2", { attention_bias: true }, "attention_bias"],
  ["gemma3", { use_bidirectional_attention: true }, "use_bidirectional_attention"],
  [
    "gemma3",
    {
      rope_parameters: {
        full_attention: { rope_type: "default" },
        sliding_attention: { rope_type: "linear", factor: 2 },
      },
    },
    "scaling of the rotation in layers with a window",
  ],
])("%s with %j is refused", async (name, change, what) => {
  const json = JSON.parse(await readFile(join(golden(name), "config.json"), "utf8")) as object;
  expect(() => parseModelConfig(json, "a")).not.toThrow();
  expect(() => parseModelConfig({ ...json, ...change }, "a")).toThrow(`a: ${what} is not supported.`);
});
