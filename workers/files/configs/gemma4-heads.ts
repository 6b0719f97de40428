/** Heads of Gemma 4's layers without a window, as published or layer by layer as transformers writes them. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { size, unsupported } from "./common";

export const gemma4Heads = {
  num_key_value_heads: size.default(4),
  head_dim: size.default(256),
  num_global_key_value_heads: size.nullish(),
  global_head_dim: size.default(512),
  attention_k_eq_v: z.boolean().default(false),
  per_layer_config: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
};
type HeadsJson = z.infer<z.ZodObject<typeof gemma4Heads>> & { num_hidden_layers: number };

const overrides = z.object({ head_dim: size.optional(), num_key_value_heads: size.optional() });

/** Throws UNSUPPORTED where one layer differs from others of its kind, or in something else than its heads. */
export function readGlobalHeads(
  json: HeadsJson,
  windowed: readonly number[],
  file: string,
): LanguageModelConfig["globalHeads"] {
  const { head_dim, num_key_value_heads, attention_k_eq_v: keysAsValues, per_layer_config: layers } = json;
  const own = { head_dim, num_key_value_heads };
  // what is published says it once; keys are shared otherwise only where they are the values, too
  const kvHeads = keysAsValues ? json.num_global_key_value_heads : undefined;
  let found = { head_dim: json.global_head_dim, num_key_value_heads: kvHeads ?? num_key_value_heads };
  if (layers) {
    const of = (layer: number) => {
      const given = layers[layer] ?? {};
      const other = Object.keys(given).find((name) => !Object.hasOwn(overrides.shape, name));
      if (other !== undefined) unsupported(file, `per_layer_config with ${other}`);
      return { ...own, ...overrides.parse(given) };
    };
    const stray = Object.keys(layers).find((key) => !(Number(key) < json.num_hidden_layers));
    if (stray !== undefined) unsupported(file, `per_layer_config of a layer "${stray}"`);
    found = of(json.num_hidden_layers - 1);
    for (let layer = 0; layer < json.num_hidden_layers; layer++) {
      const expected = windowed.includes(layer) ? own : found;
      const { head_dim: width, num_key_value_heads: count } = of(layer);
      if (width !== expected.head_dim || count !== expected.num_key_value_heads)
        unsupported(file, `per_layer_config in which layer ${layer} differs from others of its kind`);
    }
  }
  return { headWidth: found.head_dim, kvHeads: found.num_key_value_heads, keysAsValues };
}
