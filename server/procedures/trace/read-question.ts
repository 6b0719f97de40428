import type { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { resolveFeature, resolveSae } from "../../addresses";

/**
 * A question about a prompt, and the SAE that it is asked with.
 * @throws FeaturescopeError BAD_INPUT for what cannot be read, NOT_FOUND for an SAE or a feature that is not there
 */
export async function readQuestion<Q extends { model: string; sae: string; without: number[] }>(
  schema: z.ZodType<Q>,
  input: unknown,
): Promise<{ question: Q; saeId: number }> {
  const parsed = schema.safeParse(input);
  if (!parsed.success)
    throw new FeaturescopeError(
      "BAD_INPUT",
      parsed.error.issues[0]?.message ?? "This cannot be traced.",
      `Look at ${parsed.error.issues[0]?.path.join(".") ?? "the question"}.`,
    );
  const { model, sae, without } = parsed.data;
  const { id } = await resolveSae({ model, sae });
  for (const feature of without) await resolveFeature({ model, sae, index: String(feature) });
  return { question: parsed.data, saeId: id };
}
