import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "@/tests/support/temporary-folder";
import { PROJECT_ROOT } from "@/domain/project-root";
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

test("biases that a configuration asks for are looked for, and a tensor that is stored twice is refused", async () => {
  const folder = await temporaryFolder("biased");
  try {
    const json = JSON.parse(await readFile(join(golden("gemma2"), "config.json"), "utf8")) as object;
    const biased = parseModelConfig({ ...json, attention_bias: true }, "a");
    await expect(readModelWeights(golden("gemma2"), biased)).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringContaining('"model.layers.0.self_attn.q_proj.bias" is missing') as string,
    });
    const { tensors } = await readSafetensors(join(golden("gemma2"), "model.safetensors"));
    const norm = tensors.get("model.norm.weight");
    if (norm) tensors.set("norm.weight", norm);
    await writeSafetensors(join(folder.path, "model.safetensors"), tensors);
    await expect(readModelWeights(folder.path, parseModelConfig(json, "a"))).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringMatching(/both "(model\.)?norm\.weight" and "(model\.)?norm\.weight"/) as string,
    });
  } finally {
    await folder.remove();
  }
});

test("keys of layers that read those of others are passed over, where published checkpoints keep them", async () => {
  const folder = await temporaryFolder("shared-keys");
  try {
    const config = await readModelConfig(join(golden("gemma4"), "config.json"));
    const { tensors } = await readSafetensors(join(golden("gemma4"), "model.safetensors"));
    const one = { dtype: "float32", shape: [1], data: Float32Array.of(1) } as const;
    const published = new Map(
      [...tensors].map(
        ([name, tensor]) => [name.replace(/^model\./, "model.language_model."), tensor] as const,
      ),
    );
    for (const name of [
      "4.self_attn.k_proj.weight",
      "6.self_attn.v_proj.weight",
      "5.self_attn.k_norm.weight",
    ])
      published.set(`model.language_model.layers.${name}`, one);
    const file = join(folder.path, "model.safetensors");
    await writeSafetensors(file, published);
    const weights = await readModelWeights(folder.path, config);
    expect([...weights.keys()].sort()).toEqual([...tensors.keys()].sort());
    await writeSafetensors(
      file,
      published.set("model.language_model.layers.3.self_attn.k_scale.weight", one),
    );
    await expect(readModelWeights(folder.path, config)).rejects.toMatchObject({ code: "UNSUPPORTED" });
  } finally {
    await folder.remove();
  }
});
