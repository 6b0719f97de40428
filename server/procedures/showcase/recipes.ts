import { curatedRecipe } from "@/domain/curated";
import type { SteeringRecipe } from "@/domain/steering";
import { resolveSources } from "../steer/resolve-sources";
import { readCurated } from "./read-curated";

export interface ChosenRecipe {
  title: string;
  /** Which of the chosen ones it is; part of an address. */
  place: number;
  recipe: SteeringRecipe;
}

/** The recipes chosen for a model whose features are there. */
export async function chosenRecipes(model: string): Promise<ChosenRecipe[]> {
  const entries = (await readCurated(model))?.steering ?? [];
  const found = await Promise.all(
    entries.map(async (entry, place): Promise<ChosenRecipe | null> => {
      try {
        const recipe = curatedRecipe(model, entry);
        await resolveSources(recipe);
        return { title: entry.title, place, recipe };
      } catch {
        // a recipe for what is not here, or not read yet
        return null;
      }
    }),
  );
  return found.filter((recipe) => recipe !== null);
}
