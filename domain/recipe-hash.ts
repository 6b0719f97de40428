import { createHash } from "node:crypto";
import { canonicalJson, type SteeringRecipe } from "./steering";

/** What two runs share exactly when they were asked for the same; independent of the order of keys. */
export function recipeHash(recipe: SteeringRecipe): string {
  return createHash("sha256").update(canonicalJson(recipe)).digest("hex");
}
