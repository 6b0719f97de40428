/** The rotation's settings, in the fields of Hugging Face's version 4 and of version 5 (rope_parameters). */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { readContext, size, unsupported } from "./common";
import { longropeFactors, yarnFactors } from "./rope-factors";

const number = z.number().positive();

const scaling = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: number.optional(),
  partial_rotary_factor: number.max(1).optional(),
  factor: number.optional(),
  low_freq_factor: number.optional(),
  high_freq_factor: number.optional(),
  original_max_position_embeddings: size.nullish(),
  attention_factor: number.nullish(),
  mscale: number.nullish(),
  mscale_all_dim: number.nullish(),
  beta_fast: number.nullish(),
  beta_slow: number.nullish(),
  truncate: z.boolean().optional(),
  short_factor: z.array(number).optional(),
  long_factor: z.array(number).optional(),
  alpha: number.optional(),
});
export type RopeScaling = z.infer<typeof scaling>;

const byLayerType = z.object({ full_attention: scaling, sliding_attention: scaling });

export const ropeFields = {
  rope_theta: number.optional(),
  rope_scaling: scaling.nullish(),
  rope_parameters: z.union([byLayerType, scaling]).nullish(),
  partial_rotary_factor: number.max(1).nullish(),
  original_max_position_embeddings: size.nullish(),
};

interface RopeJson {
  max_position_embeddings: number;
  rope_theta?: number;
  rope_scaling?: RopeScaling | null;
  rope_parameters?: RopeScaling | z.infer<typeof byLayerType> | null;
  partial_rotary_factor?: number | null;
  original_max_position_embeddings?: number | null;
}

export interface RopeDefaults {
  /** Of a head. */
  headWidth: number;
  defaultTheta?: number;
  /** The share of a head that is rotated; of families that rotate all of it undefined. */
  share?: number;
}

interface Rope {
  theta: number;
  scaling: LanguageModelConfig["ropeScaling"];
  magnitude?: number;
  rotatedWidth?: number;
  /** Longer texts would be rotated in another way. */
  longest: number;
  /** Of layers with a window, where it is given apart. */
  local?: { theta?: number; scaling: LanguageModelConfig["ropeScaling"] };
}

/** Throws UNSUPPORTED for a kind of scaling that is not known, and for settings that a family does not have. */
export function readRope(json: RopeJson, file: string, options: RopeDefaults): Rope {
  const parameters = json.rope_parameters ?? json.rope_scaling ?? {};
  const byType = byLayerType.safeParse(parameters);
  const global = byType.success ? byType.data.full_attention : scaling.parse(parameters);
  const theta = global.rope_theta ?? json.rope_theta ?? options.defaultTheta ?? 10_000;
  const given = global.partial_rotary_factor ?? json.partial_rotary_factor ?? undefined;
  if (options.share === undefined && given !== undefined && given !== 1)
    unsupported(file, `partial_rotary_factor ${given} in this family`);
  const share = options.share === undefined ? 1 : (given ?? options.share);
  const rotated = Math.trunc(options.headWidth * share);
  const context = { theta, rotated, json, file };
  const local = byType.success ? byType.data.sliding_attention : undefined;
  const localScaling = local && readScaling(local, { ...context, theta: local.rope_theta ?? theta });
  if (localScaling?.magnitude !== undefined && localScaling.magnitude !== 1)
    unsupported(file, `rope_type "${local?.rope_type}" in layers with a window`);
  return {
    theta,
    longest: json.max_position_embeddings,
    ...readScaling(global, context),
    ...(rotated === options.headWidth ? {} : { rotatedWidth: rotated }),
    ...(local ? { local: { theta: local.rope_theta, scaling: localScaling?.scaling } } : {}),
  };
}

/** What its rotation decides of a model's configuration. @param positions that the file gives it */
export const rotationConfig = ({ theta, scaling, magnitude, longest }: Rope, positions: number) => ({
  context: readContext(Math.min(positions, longest)),
  ropeTheta: theta,
  ropeScaling: scaling,
  ropeMagnitude: magnitude === 1 ? undefined : magnitude,
});

interface Context {
  theta: number;
  rotated: number;
  json: RopeJson;
  file: string;
}

function readScaling(
  given: RopeScaling,
  { theta, rotated, json, file }: Context,
): Pick<Rope, "scaling" | "magnitude"> & { longest?: number } {
  const kind = given.rope_type ?? given.type ?? "default";
  const field = <K extends keyof RopeScaling>(name: K): NonNullable<RopeScaling[K]> =>
    given[name] ?? unsupported(file, `rope_scaling "${kind}" without ${name}`);
  const original =
    json.original_max_position_embeddings ??
    given.original_max_position_embeddings ??
    json.max_position_embeddings;
  switch (kind) {
    case "default":
      return { scaling: undefined };
    case "linear":
      return { scaling: { kind: "linear", factor: field("factor") } };
    case "llama3":
      return {
        scaling: {
          kind: "llama3",
          factor: field("factor"),
          lowFrequency: field("low_freq_factor"),
          highFrequency: field("high_freq_factor"),
          context: field("original_max_position_embeddings"),
        },
      };
    // the base grows with texts that are longer than max_position_embeddings, and none is here
    case "dynamic":
      if (given.alpha !== undefined) unsupported(file, `rope_scaling "dynamic" with alpha ${given.alpha}`);
      return { scaling: undefined };
    case "yarn": {
      const trained = given.original_max_position_embeddings ?? json.max_position_embeddings;
      return yarnFactors(given, { theta, rotated, factor: field("factor"), original: trained });
    }
    case "su":
    case "longrope":
      return longropeFactors(given, {
        factors: field("short_factor"),
        original,
        longest: json.max_position_embeddings,
      });
    default:
      return unsupported(file, `rope_scaling "${kind}"`);
  }
}
