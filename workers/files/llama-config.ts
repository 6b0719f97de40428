/**
 * Hugging Face's config.json of Llama checkpoints, with one field of our own: rope_interleaved, true when the rows
 * of q and k are in the order of llama2.c. Everything that would change the numbers and is not supported is refused.
 */
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { languageModelConfig, type LanguageModelConfig } from "@/domain/models";
import { readJsonFile } from "./json-file";

const size = z.number().int().positive();

const llamaJson = z.object({
  model_type: z.string(),
  num_hidden_layers: size,
  hidden_size: size,
  num_attention_heads: size,
  num_key_value_heads: size.optional(),
  head_dim: size.nullish(),
  intermediate_size: size,
  vocab_size: size,
  max_position_embeddings: size,
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive().default(10000),
  rope_scaling: z.unknown().optional(),
  rope_interleaved: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  hidden_act: z.string().default("silu"),
  tie_word_embeddings: z.boolean().default(false),
  bos_token_id: z.number().int(),
  eos_token_id: z.number().int(),
});

/** Throws CORRUPT_FILE for missing or impossible fields, UNSUPPORTED for what the Llama family here cannot do. */
export async function readLlamaConfig(path: string): Promise<LanguageModelConfig> {
  const json = await readJsonFile(path, llamaJson);
  const heads = json.num_attention_heads;
  const unsupported =
    json.model_type !== "llama"
      ? `model_type "${json.model_type}"`
      : json.rope_scaling
        ? "rope_scaling"
        : json.attention_bias || json.mlp_bias
          ? "biases in attention or MLP"
          : json.hidden_act !== "silu"
            ? `hidden_act "${json.hidden_act}"`
            : (json.head_dim ?? json.hidden_size / heads) !== json.hidden_size / heads
              ? `head_dim ${json.head_dim}`
              : null;
  if (unsupported)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${path}: ${unsupported} is not supported.`,
      "Use a plain Llama model.",
    );
  return languageModelConfig.parse({
    family: "llama",
    layers: json.num_hidden_layers,
    width: json.hidden_size,
    heads,
    kvHeads: json.num_key_value_heads ?? heads,
    hidden: json.intermediate_size,
    vocabulary: json.vocab_size,
    context: json.max_position_embeddings,
    normEps: json.rms_norm_eps,
    ropeTheta: json.rope_theta,
    ropeInterleaved: json.rope_interleaved,
    tiedHead: json.tie_word_embeddings,
    bos: json.bos_token_id,
    eos: json.eos_token_id,
  } satisfies LanguageModelConfig);
}

export function llamaConfigJson(
  config: LanguageModelConfig,
): z.input<typeof llamaJson> & { architectures: string[] } {
  return {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    num_hidden_layers: config.layers,
    hidden_size: config.width,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    intermediate_size: config.hidden,
    vocab_size: config.vocabulary,
    max_position_embeddings: config.context,
    rms_norm_eps: config.normEps,
    rope_theta: config.ropeTheta,
    rope_interleaved: config.ropeInterleaved,
    hidden_act: "silu",
    tie_word_embeddings: config.tiedHead,
    bos_token_id: config.bos,
    eos_token_id: config.eos,
  };
}
