/** The rotation's settings, in the fields of Hugging Face's version 4 and of version 5 (rope_parameters). */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { size, unsupported } from "./common";

const number = z.number().positive();

const scaling = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: number.optional(),
  factor: number.optional(),
  low_freq_factor: number.optional(),
  high_freq_factor: number.optional(),
  original_max_position_embeddings: size.optional(),
});

const byLayerType = z.object({ full_attention: scaling, sliding_attention: scaling });

export const ropeFields = {
  rope_theta: number.optional(),
  rope_scaling: scaling.nullish(),
  rope_parameters: z.union([byLayerType, scaling]).nullish(),
};

interface RopeJson {
  rope_theta?: number;
  rope_scaling?: z.infer<typeof scaling> | null;
  rope_parameters?: z.infer<typeof scaling> | z.infer<typeof byLayerType> | null;
}

interface Rope {
  theta: number;
  scaling: LanguageModelConfig["ropeScaling"];
  /** Of layers with a window, where it is given apart. */
  localTheta?: number;
}

/** Throws UNSUPPORTED for kinds of scaling that change more than frequencies. */
export function readRope(json: RopeJson, file: string, defaultTheta = 10_000): Rope {
  const parameters = json.rope_parameters ?? json.rope_scaling ?? {};
  const local = byLayerType.safeParse(parameters);
  if (local.success && readScaling(local.data.sliding_attention, file))
    unsupported(file, "scaling of the rotation in layers with a window");
  const global = local.success ? local.data.full_attention : scaling.parse(parameters);
  return {
    theta: global.rope_theta ?? json.rope_theta ?? defaultTheta,
    scaling: readScaling(global, file),
    localTheta: local.success ? local.data.sliding_attention.rope_theta : undefined,
  };
}

function readScaling(json: z.infer<typeof scaling>, file: string): LanguageModelConfig["ropeScaling"] {
  const kind = json.rope_type ?? json.type ?? "default";
  const field = (
    name: "factor" | "low_freq_factor" | "high_freq_factor" | "original_max_position_embeddings",
  ) => json[name] ?? unsupported(file, `rope_scaling "${kind}" without ${name}`);
  switch (kind) {
    case "default":
      return undefined;
    case "linear":
      return { kind: "linear", factor: field("factor") };
    case "llama3":
      return {
        kind: "llama3",
        factor: field("factor"),
        lowFrequency: field("low_freq_factor"),
        highFrequency: field("high_freq_factor"),
        context: field("original_max_position_embeddings"),
      };
    default:
      return unsupported(file, `rope_scaling "${kind}"`);
  }
}
