import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FeaturescopeError } from "@/domain/errors";
import { changedGguf, type GgufDraft } from "@/tests/support/files/write-gguf";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readGgufModel } from "./model";

const golden = (name: string) =>
  new Uint8Array(readFileSync(join(PROJECT_ROOT, "tests/golden/gguf/models", `${name}.gguf`)));
const [llama, mixture] = [golden("llama"), golden("qwen3-moe-every")];

const read = (bytes: Uint8Array) => readGgufModel(bytes, { name: "a.gguf" });

async function refusal(bytes: Uint8Array | Promise<Uint8Array>): Promise<FeaturescopeError> {
  return read(await bytes).then(
    () => expect.fail("it was read"),
    (error: unknown) => error as FeaturescopeError,
  );
}

const set =
  (key: string, value: string | number | boolean | string[] | number[]) =>
  ({ settings }: GgufDraft) =>
    void settings.set(key, value);

const without =
  (key: string) =>
  ({ settings }: GgufDraft) =>
    void settings.delete(key);

test.each([
  ["more experts to be used than there are", "expert_used_count", 5, "5 of 4 experts are to be used"],
  ["more experts than any model has", "expert_count", 1 << 20, '"qwen3moe.expert_count" is 1048576'],
  ["experts that its tensors do not hold", "expert_count", 3, 'the tensor "blk.0.ffn_down_exps.weight"'],
])("a mixture with %s is refused", async (_, key, value, reason) => {
  const { message } = await refusal(changedGguf(mixture, set(`qwen3moe.${key}`, value)));
  expect(message).toContain(reason);
});

describe("a GGUF file", () => {
  test("written again is the same model", async () => {
    const [original, again] = [await read(llama), await read(await changedGguf(llama, () => undefined))];
    expect(again.config).toEqual(original.config);
    expect([...again.weights.keys()].sort()).toEqual([...original.weights.keys()].sort());
    expect(again.tokenizer.pieces).toEqual(original.tokenizer.pieces);
  });

  test.each<[what: string, change: (draft: GgufDraft) => void, code: string, message: string]>([
    [
      "of an architecture that is not computed here",
      set("general.architecture", "mamba"),
      "UNSUPPORTED",
      'a.gguf: the architecture "mamba" is not supported.',
    ],
    [
      "with a setting that nobody reads",
      set("llama.attention.max_alibi_bias", 8),
      "UNSUPPORTED",
      'a.gguf: the setting "llama.attention.max_alibi_bias" (8) is not supported.',
    ],
    [
      "with experts",
      set("llama.expert_count", 8),
      "UNSUPPORTED",
      'a.gguf: the setting "llama.expert_count" (8) is not supported.',
    ],
    [
      "with another scaling of the rotation",
      set("llama.rope.scaling.type", "yarn"),
      "UNSUPPORTED",
      'a.gguf: scaling of the rotation of kind "yarn" is not supported.',
    ],
    [
      "with layers of several widths",
      set("llama.feed_forward_length", [40, 40, 48]),
      "UNSUPPORTED",
      'a.gguf: "llama.feed_forward_length" differs from layer to layer, which is not supported.',
    ],
    [
      "of which other parts are missing",
      set("split.count", 3),
      "UNSUPPORTED",
      "a.gguf: one of 3 parts of a model (join them with llama-gguf-split --merge), which is not supported.",
    ],
    [
      "with a bias that would not be used",
      ({ tensors }) =>
        void tensors.push({
          ...{ name: "blk.0.attn_k.bias", number: 0, shape: [24] },
          data: new Uint8Array(96),
        }),
      "UNSUPPORTED",
      'a.gguf: the tensor "blk.0.attn_k.bias", which this model would need, is not supported.',
    ],
    [
      "with a bias of some matrices alone",
      ({ tensors }) =>
        void tensors.push({
          ...{ name: "blk.0.attn_q.bias", number: 0, shape: [24] },
          data: new Uint8Array(96),
        }),
      "CORRUPT_FILE",
      'a.gguf: no tensor stands for the weight "model.layers.0.self_attn.k_proj.bias".',
    ],
    [
      "of a quantisation that is not read",
      ({ tensors }) =>
        void tensors.unshift({ name: "extra", number: 16, shape: [256], data: new Uint8Array(66) }),
      "UNSUPPORTED",
      'a.gguf: tensor "extra" is of type IQ2_XXS, which is not read here.',
    ],
    [
      "without a layer that its settings ask for",
      set("llama.block_count", 4),
      "CORRUPT_FILE",
      'a.gguf: no tensor stands for the weight "model.layers.3.input_layernorm.weight".',
    ],
    [
      "whose settings ask for another width",
      set("llama.feed_forward_length", 48),
      "CORRUPT_FILE",
      'a.gguf: tensor "blk.0.ffn_down.weight" is [24, 40], but its settings ask for [24, 48].',
    ],
    [
      "without its embeddings",
      ({ tensors }) =>
        void tensors.splice(
          tensors.findIndex(({ name }) => name === "token_embd.weight"),
          1,
        ),
      "CORRUPT_FILE",
      'a.gguf: tensor "token_embd.weight" is missing.',
    ],
    [
      "with a vocabulary of another model",
      set("tokenizer.ggml.tokens", ["a", "b"]),
      "CORRUPT_FILE",
      "a.gguf: it has 2 tokens with 53 kinds for a model of 53.",
    ],
    [
      "with a token beyond its vocabulary",
      set("tokenizer.ggml.bos_token_id", 53),
      "CORRUPT_FILE",
      'a.gguf: "tokenizer.ggml.bos_token_id" is 53, but the model has 53 tokens.',
    ],
    [
      "that does not say what ends a text",
      without("tokenizer.ggml.eos_token_id"),
      "CORRUPT_FILE",
      'a.gguf: "tokenizer.ggml.eos_token_id" is missing.',
    ],
    [
      "with a tokenizer of another kind",
      set("tokenizer.ggml.model", "t5"),
      "UNSUPPORTED",
      'a.gguf: its tokenizer is of the kind "t5", which is not read here.',
    ],
    [
      "that cuts texts in an unknown way",
      set("tokenizer.ggml.pre", "tekken"),
      "UNSUPPORTED",
      'a.gguf: its tokenizer cuts texts as "tekken" does, which is not known here.',
    ],
    [
      "that does not say how it cuts texts",
      without("tokenizer.ggml.pre"),
      "UNSUPPORTED",
      'a.gguf: its tokenizer cuts texts as "(nothing)" does, which is not known here.',
    ],
    [
      "with a chat template that is none",
      set("tokenizer.chat_template", "{% for %}"),
      "CORRUPT_FILE",
      "a.gguf: its chat template cannot be read",
    ],
  ])("%s is refused", async (_, change, code, message) => {
    const error = await refusal(changedGguf(llama, change));
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
    expect(error.hint).toBeTruthy();
  });

  test("cut anywhere is refused, and says so", async () => {
    for (const length of [0, 3, 23, 100, 3000, llama.length - 2000, llama.length - 1]) {
      const { code, message } = await refusal(llama.subarray(0, length));
      expect(code, String(length)).toBe("CORRUPT_FILE");
      expect(message).toMatch(/^a\.gguf: .*(truncated|begin as a GGUF|claims)/);
    }
  });

  test.each([
    ["tensors", 8],
    ["settings", 16],
  ])("that claims 2^40 %s is refused before anything is allocated", async (what, at) => {
    const bytes = Uint8Array.from(llama);
    new DataView(bytes.buffer).setBigUint64(at, 2n ** 40n, true);
    expect((await refusal(bytes)).message).toBe(`a.gguf: its header claims ${2 ** 40} ${what}.`);
  });

  test.each([
    [1, "GGUF version 1 is not read."],
    [0x03000000, "(its bytes are in the order of big-endian machines)"],
  ])("of version %i is refused", async (version, message) => {
    const bytes = Uint8Array.from(llama);
    new DataView(bytes.buffer).setUint32(4, version, true);
    expect((await refusal(bytes)).message).toContain(message);
  });

  test("with two tensors in one place is refused", async () => {
    const bytes = await changedGguf(llama, ({ tensors }) => {
      const [first, second] = tensors;
      if (first && second) second.name = first.name;
    });
    expect((await refusal(bytes)).message).toMatch(/it has the tensor ".*" twice/);
  });
});
