/** config.json of Phi-3 and Phi-4. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { size, unsupported } from "./common";
import { decoderFields, readDecoder } from "./decoder";
import { everyLayer, windowOf } from "./windows";

const phi3Json = z.object({
  model_type: z.literal("phi3"),
  ...decoderFields,
  original_max_position_embeddings: size.default(4096),
  sliding_window: size.nullish(),
});

export function readPhi3Config(value: unknown, file: string): LanguageModelConfig {
  const parsed = phi3Json.parse(value);
  if (parsed.attention_bias) unsupported(file, "attention_bias of Phi-3");
  // the first files called LongRoPE by the name of what it was derived from
  const scaling = parsed.rope_scaling;
  const named =
    scaling?.type === "yarn" || scaling?.type === "su" ? { ...scaling, type: "longrope" } : scaling;
  const json = { ...parsed, rope_scaling: named };
  const config = readDecoder(json, file, { family: "phi3", share: 1 });
  return { ...config, window: windowOf(json.sliding_window, everyLayer(config.layers), config.context) };
}
