/** config.json of OLMo 2 and OLMo 3; the latter's windowed layers rotate without scaling. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { size } from "./common";
import { decoderFields, readDecoder } from "./decoder";
import { windowedLayers, windowFields, windowOf } from "./windows";

const olmoJson = z.object({
  model_type: z.enum(["olmo2", "olmo3"]),
  ...decoderFields,
  ...windowFields,
  sliding_window: size.nullable().default(4096),
});

export function readOlmoConfig(value: unknown, file: string): LanguageModelConfig {
  const json = olmoJson.parse(value);
  const config = readDecoder(json, file, { family: "olmo2" });
  if (json.model_type === "olmo2") return config;
  const local = windowedLayers(json.layer_types, config.layers, file, (layer) => (layer + 1) % 4 !== 0);
  const scaled = config.ropeScaling !== undefined || config.ropeMagnitude !== undefined;
  // a window that hides nothing still tells which layers rotate without scaling
  const window = scaled
    ? { size: json.sliding_window ?? config.context, layers: local, ropeTheta: config.ropeTheta }
    : windowOf(json.sliding_window, local, config.context);
  return { ...config, window };
}
