/** config.json of StableLM. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { unsupported } from "./common";
import { decoderFields, readDecoder } from "./decoder";

const { rms_norm_eps: _, ...fields } = decoderFields;
const stablelmJson = z.object({
  model_type: z.literal("stablelm"),
  ...fields,
  layer_norm_eps: z.number().positive().default(1e-5),
  use_qkv_bias: z.boolean().default(false),
  qk_layernorm: z.boolean().default(false),
  use_parallel_residual: z.boolean().default(false),
  bos_token_id: decoderFields.bos_token_id.default(0),
  eos_token_id: decoderFields.eos_token_id.default(0),
});

export function readStablelmConfig(value: unknown, file: string): LanguageModelConfig {
  const json = stablelmJson.parse(value);
  for (const field of ["qk_layernorm", "use_parallel_residual", "attention_bias"] as const)
    if (json[field]) unsupported(file, `${field} of StableLM`);
  return readDecoder({ ...json, rms_norm_eps: json.layer_norm_eps }, file, {
    family: "stablelm",
    share: 0.25,
    biases: json.use_qkv_bias ? ["qkv"] : [],
  });
}
