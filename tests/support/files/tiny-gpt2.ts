import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostTensor } from "@/workers/engine/ops";
import { PROJECT_ROOT } from "@/domain/project-root";
import { writeSaelens } from "@/workers/sae/formats/saelens";

/** Width of the tiny GPT-2 of tests/golden. */
const WIDTH = 24;
const IDS = 53;

const CHARACTERS = Array.from("▁abcdefghijklmnopqrstuvwxyz.,!?'\"0123456789-:;\n");
const NAMED = ["<pad>", "<s>", "</s>", "<unk>", ...CHARACTERS];
/** As many as the model has ids. */
export const TINY_PIECES: readonly string[] = Array.from(
  { length: IDS },
  (_, id) => NAMED[id] ?? `<unused${id}>`,
);

/** A tokenizer.json of single characters, for 53 ids. */
export function tinyTokenizer(): object {
  const pieces = NAMED.slice(0, IDS);
  return {
    version: "1.0",
    added_tokens: [],
    normalizer: { type: "Replace", pattern: { String: " " }, content: "▁" },
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: {
      type: "BPE",
      unk_token: "<unk>",
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges: [],
    },
  };
}

/** The tiny GPT-2 of tests/golden with a tokenizer of single characters. */
export async function tinyGpt2(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const file of ["config.json", "model.safetensors"])
    await cp(join(PROJECT_ROOT, "tests/golden/models/gpt2", file), join(folder, file));
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tinyTokenizer()));
  return folder;
}

/**
 * An SAE that reconstructs exactly: one feature for each sign of each dimension, `dead` ones that are never active.
 */
export async function exactSae(
  folder: string,
  { hookName, width = WIDTH, dead = 200 }: { hookName: string; width?: number; dead?: number },
): Promise<string> {
  const dSae = 2 * width + dead;
  const encoder = new Float32Array(width * dSae);
  const decoder = new Float32Array(dSae * width);
  const bias = new Float32Array(dSae).fill(-1e6, 2 * width);
  for (let i = 0; i < width; i++)
    for (const sign of [1, -1]) {
      const feature = 2 * i + (sign === 1 ? 0 : 1);
      encoder[i * dSae + feature] = sign;
      decoder[feature * width + i] = sign;
    }
  for (let feature = 2 * width; feature < dSae; feature++) decoder[feature * width] = 1;
  const float = (shape: number[], data: Float32Array): HostTensor => ({ dtype: "float32", shape, data });
  await mkdir(folder, { recursive: true });
  await writeSaelens(folder, {
    config: {
      architecture: "relu",
      dIn: width,
      dSae,
      hookName,
      subtractDecoderBias: false,
      modelName: "tiny-gpt2",
      contextSize: 24,
    },
    weights: new Map([
      ["W_enc", float([width, dSae], encoder)],
      ["W_dec", float([dSae, width], decoder)],
      ["b_enc", float([dSae], bias)],
      ["b_dec", float([width], new Float32Array(width))],
    ]),
  });
  return folder;
}
