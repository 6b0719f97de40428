/**
 * Checkpoints of llama2.c (legacy format): seven int32 (width, hidden, layers, heads, kv heads, vocabulary,
 * positions; a negative vocabulary means an untied head), then float32 weights, little-endian.
 * Source: karpathy/llama2.c, export.py (legacy_export) and run.c (memory_map_weights).
 */
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import type { HostTensor } from "../engine/ops";
import { withByteSource } from "./byte-source";
import { llama } from "../models/llama";
import { LARGEST_SIZE, MOST_LAYERS } from "./configs/common";

export interface Llama2c {
  config: LanguageModelConfig;
  /** Hugging Face's names, matrices [out, in]. Rows of q and k stay in llama2.c's interleaved order. */
  weights: Map<string, HostTensor>;
  /** Length of the checkpoint in bytes; what follows in the file is not part of it. */
  end: number;
}

const HEADER_BYTES = 28;

/** Throws CORRUPT_FILE for impossible sizes and for a file that is shorter than they say. */
export function readLlama2c(input: string | Uint8Array, name?: string): Promise<Llama2c> {
  return withByteSource(
    input,
    async (source) => {
      const corrupt = (what: string) =>
        new FeaturescopeError(
          "CORRUPT_FILE",
          `${source.name}: ${what}.`,
          "The file is damaged or not a llama2.c checkpoint: fetch it again.",
        );
      if (source.size < HEADER_BYTES) throw corrupt(`${source.size} bytes are too few for a llama2.c header`);
      const header = new Int32Array(7);
      await source.read(new Uint8Array(header.buffer), 0);
      const [width = 0, hidden = 0, layers = 0, heads = 0, kvHeads = 0, signedVocabulary = 0, context = 0] =
        header;
      const vocabulary = Math.abs(signedVocabulary);
      const sizes = { width, hidden, layers, heads, kvHeads, vocabulary, context };
      for (const [what, size] of Object.entries(sizes))
        if (size <= 0 || size > (what === "layers" ? MOST_LAYERS : LARGEST_SIZE))
          throw corrupt(`the header has ${what} ${size}`);
      if (width % heads !== 0 || (width / heads) % 2 !== 0)
        throw corrupt(`width ${width} does not split into ${heads} heads of an even width`);
      if (heads % kvHeads !== 0)
        throw corrupt(`${heads} heads do not share ${kvHeads} key-value heads evenly`);
      const config: LanguageModelConfig = {
        family: "llama",
        ...sizes,
        normEps: 1e-5,
        ropeTheta: 10000,
        ropeInterleaved: true,
        tiedHead: signedVocabulary > 0,
        bos: 1,
        eos: 2,
      };

      const planned = layout(config);
      let end = HEADER_BYTES;
      for (const { names, shape } of planned) end += 4 * names.length * product(shape);
      if (end > source.size) throw corrupt(`its sizes need ${end} bytes, but it has ${source.size}`);

      const weights = new Map<string, HostTensor>();
      let offset = HEADER_BYTES;
      for (const { names, shape, skip } of planned)
        for (const tensor of names) {
          const elements = product(shape);
          if (!skip) {
            const data = new Float32Array(elements);
            await source.read(new Uint8Array(data.buffer), offset);
            weights.set(tensor, { dtype: "float32", shape, data });
          }
          offset += 4 * elements;
        }
      return { config, weights, end };
    },
    name,
  );
}

interface Part {
  names: string[];
  shape: number[];
  /** The rotation tables: computed here instead. */
  skip?: boolean;
}

/** Everything after the header, in the order of the file. */
function layout(config: LanguageModelConfig): Part[] {
  const { width, layers, heads, vocabulary, context, tiedHead } = config;
  const shapes = llama.weightShapes(config);
  const everyLayer = (weight: string): Part => ({
    names: Array.from({ length: layers }, (_, layer) => `model.layers.${layer}.${weight}.weight`),
    shape: shapes.get(`model.layers.0.${weight}.weight`) ?? [],
  });
  return [
    { names: ["model.embed_tokens.weight"], shape: [vocabulary, width] },
    everyLayer("input_layernorm"),
    everyLayer("self_attn.q_proj"),
    everyLayer("self_attn.k_proj"),
    everyLayer("self_attn.v_proj"),
    everyLayer("self_attn.o_proj"),
    everyLayer("post_attention_layernorm"),
    everyLayer("mlp.gate_proj"),
    everyLayer("mlp.down_proj"),
    everyLayer("mlp.up_proj"),
    { names: ["model.norm.weight"], shape: [width] },
    { names: ["rotation cosines", "rotation sines"], shape: [context, width / heads / 2], skip: true },
    ...(tiedHead ? [] : [{ names: ["lm_head.weight"], shape: [vocabulary, width] }]),
  ];
}

const product = (shape: readonly number[]) => shape.reduce((all, size) => all * size, 1);
