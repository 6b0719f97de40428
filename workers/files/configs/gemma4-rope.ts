/** The two rotations of Gemma 4: of layers with a window and of the others. */
import { z } from "zod";
import type { LanguageModelConfig } from "@/domain/models";
import { unsupported } from "./common";

const number = z.number().positive();
const share = z.number().min(0).max(1).nullish();

const rotation = z.object({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: number,
  partial_rotary_factor: share,
  factor: number.nullish(),
});
const PUBLISHED = {
  sliding_attention: { rope_type: "default", rope_theta: 10_000 },
  full_attention: { rope_type: "proportional", partial_rotary_factor: 0.25, rope_theta: 1_000_000 },
};

export const gemma4Rope = {
  rope_parameters: z.looseObject({}).nullish(),
  rope_theta: number.optional(),
  partial_rotary_factor: share,
};

interface RopeJson {
  rope_parameters?: object | null;
  rope_theta?: number;
  partial_rotary_factor?: number | null;
}

interface Rotations {
  everywhere: Pick<LanguageModelConfig, "ropeTheta" | "ropeScaling">;
  local: Pick<LanguageModelConfig, "ropeTheta" | "ropeScaling">;
}

/** Throws UNSUPPORTED for another kind of scaling than proportional and linear. */
export function readGemma4Rope(json: RopeJson, file: string): Rotations {
  const { rope_theta, partial_rotary_factor } = json;
  // what is said of all rotations counts for those that do not say it
  const general = { ...(rope_theta === undefined ? {} : { rope_theta }), partial_rotary_factor };
  const given = z
    .object({ full_attention: z.looseObject({}), sliding_attention: z.looseObject({}) })
    .parse(json.rope_parameters ?? PUBLISHED);
  const read = (one: object) => {
    const parameters = rotation.parse({ ...general, ...one });
    return { ropeTheta: parameters.rope_theta, ropeScaling: scalingOf(parameters, file) };
  };
  return { everywhere: read(given.full_attention), local: read(given.sliding_attention) };
}

function scalingOf(parameters: z.infer<typeof rotation>, file: string): LanguageModelConfig["ropeScaling"] {
  const kind = parameters.rope_type ?? parameters.type ?? "default";
  const { factor, partial_rotary_factor: part } = parameters;
  if (kind === "proportional") return { kind, share: part ?? 1, factor: factor ?? 1 };
  if (part != null && part !== 1) unsupported(file, `partial_rotary_factor ${part} with rope_type "${kind}"`);
  if (kind === "default") return undefined;
  if (kind !== "linear") unsupported(file, `rope_type "${kind}" in this family`);
  return { kind, factor: factor ?? unsupported(file, 'rope_type "linear" without factor') };
}
