import { FeaturescopeError } from "@/domain/errors";
import { steeringRecipe, type SteeringRecipe } from "@/domain/steering";

/** @throws FeaturescopeError BAD_INPUT saying what is wrong with which field */
export function parseRecipe(input: unknown): SteeringRecipe {
  const parsed = steeringRecipe.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw new FeaturescopeError(
    "BAD_INPUT",
    issue?.message ?? "This is not a steering recipe.",
    field === "" ? "Compare it with docs/api.md." : `Look at ${field}.`,
  );
}
