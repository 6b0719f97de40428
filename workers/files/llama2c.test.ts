import { describe, expect, it } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { readLlama2c } from "./llama2c";
import { readLlama2cTokenizer } from "./llama2c-tokenizer";
import { checkWeights } from "./model-weights";

/** width 4, hidden 6, 2 layers, 2 heads, 1 kv head, 5 tokens, 3 positions. */
const SIZES = [4, 6, 2, 2, 1, 5, 3];

/** A checkpoint whose n-th weight is n, so that a tensor's first value says where it was read. */
function checkpoint(sizes = SIZES, weights?: number): Uint8Array {
  const head = 5 * 4;
  const layers = 2 * (4 + 16 + 8 + 8 + 16 + 4 + 24 + 24 + 24);
  const count = weights ?? head + layers + 4 + 3 * 1 * 2 + ((sizes[5] ?? 0) < 0 ? head : 0);
  const bytes = new Uint8Array(28 + 4 * count);
  new Int32Array(bytes.buffer, 0, 7).set(sizes);
  new Float32Array(bytes.buffer, 28).set(Float32Array.from({ length: count }, (_, i) => i));
  return bytes;
}

async function message(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FeaturescopeError);
  expect((error as FeaturescopeError).code).toBe("CORRUPT_FILE");
  return (error as FeaturescopeError).message;
}

describe("llama2.c checkpoint", () => {
  it("finds every weight at its place and shape", async () => {
    const bytes = checkpoint();
    const { config, weights, end } = await readLlama2c(bytes);
    expect(config).toEqual({
      family: "llama",
      width: 4,
      hidden: 6,
      layers: 2,
      heads: 2,
      kvHeads: 1,
      vocabulary: 5,
      context: 3,
      normEps: 1e-5,
      ropeTheta: 10000,
      ropeInterleaved: true,
      tiedHead: true,
      bos: 1,
      eos: 2,
    });
    expect(end).toBe(bytes.length);
    checkWeights(config, weights, "test");
    const places = [...weights].map(([name, { shape, data }]) => `${name} [${shape.join()}] ${data[0]}`);
    expect(places).toEqual([
      "model.embed_tokens.weight [5,4] 0",
      "model.layers.0.input_layernorm.weight [4] 20",
      "model.layers.1.input_layernorm.weight [4] 24",
      "model.layers.0.self_attn.q_proj.weight [4,4] 28",
      "model.layers.1.self_attn.q_proj.weight [4,4] 44",
      "model.layers.0.self_attn.k_proj.weight [2,4] 60",
      "model.layers.1.self_attn.k_proj.weight [2,4] 68",
      "model.layers.0.self_attn.v_proj.weight [2,4] 76",
      "model.layers.1.self_attn.v_proj.weight [2,4] 84",
      "model.layers.0.self_attn.o_proj.weight [4,4] 92",
      "model.layers.1.self_attn.o_proj.weight [4,4] 108",
      "model.layers.0.post_attention_layernorm.weight [4] 124",
      "model.layers.1.post_attention_layernorm.weight [4] 128",
      "model.layers.0.mlp.gate_proj.weight [6,4] 132",
      "model.layers.1.mlp.gate_proj.weight [6,4] 156",
      "model.layers.0.mlp.down_proj.weight [4,6] 180",
      "model.layers.1.mlp.down_proj.weight [4,6] 204",
      "model.layers.0.mlp.up_proj.weight [6,4] 228",
      "model.layers.1.mlp.up_proj.weight [6,4] 252",
      "model.norm.weight [4] 276",
    ]);
  });

  it("reads a head of its own behind the rotation tables when the vocabulary is negative", async () => {
    const { config, weights } = await readLlama2c(checkpoint([4, 6, 2, 2, 1, -5, 3]));
    expect(config.tiedHead).toBe(false);
    expect(config.vocabulary).toBe(5);
    expect(weights.get("lm_head.weight")).toMatchObject({ shape: [5, 4] });
    expect(weights.get("lm_head.weight")?.data[0]).toBe(286);
  });

  it.each([
    ["an empty file", new Uint8Array(), "0 bytes are too few"],
    ["weights cut off", checkpoint(SIZES, 285), "need 1172 bytes, but it has 1168"],
    ["a width of zero", checkpoint([0, 6, 2, 2, 1, 5, 3]), "width 0"],
    ["a negative layer count", checkpoint([4, 6, -2, 2, 1, 5, 3]), "layers -2"],
    ["a vocabulary of -2^31", checkpoint([4, 6, 2, 2, 1, -(2 ** 31), 3]), "vocabulary 2147483648"],
    ["sizes of another file", checkpoint([0x46554747, 6, 2, 2, 1, 5, 3]), "width 1179993927"],
    ["heads that do not divide the width", checkpoint([4, 6, 2, 3, 1, 5, 3]), "does not split into 3 heads"],
    ["heads of odd width", checkpoint([4, 6, 2, 4, 1, 5, 3]), "does not split into 4 heads of an even width"],
    ["kv heads that do not divide the heads", checkpoint([8, 6, 2, 4, 3, 5, 3]), "3 key-value heads"],
  ])("refuses %s", async (_, bytes, says) => {
    expect(await message(readLlama2c(bytes, "tiny.bin"))).toContain(says);
  });

  it("names a weight that does not fit the configuration", async () => {
    const { config, weights } = await readLlama2c(checkpoint());
    expect(() => checkWeights({ ...config, hidden: 7 }, weights, "tiny")).toThrow(
      'tiny: weight "model.layers.0.mlp.gate_proj.weight" is float32 [6, 4]; the configuration asks for float32 [7, 4]',
    );
    expect(() => checkWeights({ ...config, layers: 3 }, weights, "tiny")).toThrow(
      '"model.layers.2.input_layernorm.weight" is missing',
    );
  });
});

describe("llama2.c tokenizer", () => {
  const utf8 = new TextEncoder();
  const hex = (byte: number) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
  const control = ["<unk>", "\n<s>\n", "\n</s>\n"];
  const words = [" a", "é", "a"];

  function tokenizer(pieces: (string | Uint8Array)[], longest = 7): Uint8Array {
    const parts = pieces.map((piece, id) => {
      const text = typeof piece === "string" ? utf8.encode(piece) : piece;
      const part = new Uint8Array(8 + text.length);
      new DataView(part.buffer).setFloat32(0, -id, true);
      new DataView(part.buffer).setInt32(4, text.length, true);
      part.set(text, 8);
      return part;
    });
    const header = new Uint8Array(Int32Array.of(longest).buffer);
    return Uint8Array.from([header, ...parts].flatMap((part) => [...part]));
  }

  const bytesAs = (name: (byte: number) => string) => Array.from({ length: 256 }, (_, byte) => name(byte));
  const expected = ["<unk>", "<s>", "</s>", ...bytesAs(hex), ...words];

  it.each([
    ["older", bytesAs(String.fromCharCode)],
    ["newer", bytesAs(hex)],
  ])("reads the %s layout to the same pieces", (_, byteTokens) => {
    const bytes = tokenizer([...control, ...byteTokens, ...words]);
    const table = readLlama2cTokenizer(bytes, expected.length, "tiny");
    expect(table.pieces).toEqual(expected);
    expect(table.scores[261]).toBe(-261);
    expect(table).toMatchObject({ bos: 1, eos: 2 });
  });

  it.each([
    ["too few pieces", tokenizer(["a", "b"]), 3, "ends after 2 of 3 pieces"],
    ["too many", tokenizer(["a", "b"]), 1, "9 bytes follow the last of 1 pieces"],
    ["a cut", tokenizer(["abc"]).subarray(0, -1), 1, "claims 3 bytes, but 2 are left"],
    ["no header", new Uint8Array(3), 1, "too short"],
    ["a piece longer than the longest", tokenizer(["abc"], 2), 1, "longer than the 2 bytes"],
    ["bytes that are not UTF-8", tokenizer([Uint8Array.of(0xc3)]), 1, "piece 0 is not UTF-8"],
  ])("refuses %s", async (_, bytes, vocabulary, says) => {
    const work = Promise.resolve().then(() => readLlama2cTokenizer(bytes, vocabulary, "tiny"));
    expect(await message(work)).toContain(says);
  });

  it("refuses a negative length and a score that is no number", async () => {
    const negative = tokenizer(["a"]);
    new DataView(negative.buffer).setInt32(8, -1, true);
    const noNumber = tokenizer(["a"]);
    new DataView(noNumber.buffer).setFloat32(4, NaN, true);
    for (const [bytes, says] of [
      [negative, "claims -1 bytes"],
      [noNumber, "score NaN"],
    ] as const)
      expect(await message(Promise.resolve().then(() => readLlama2cTokenizer(bytes, 1, "tiny")))).toContain(
        says,
      );
  });
});
