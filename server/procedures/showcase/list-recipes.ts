import { z } from "zod";
import { curatedRecipe } from "@/domain/curated";
import type { SteeringRecipe } from "@/domain/steering";
import { resolveModel } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { resolveSources } from "../steer/resolve-sources";
import { readCurated } from "./read-curated";

export interface ChosenRecipe {
  title: string;
  /** Which of the chosen ones it is; part of an address. */
  place: number;
  recipe: SteeringRecipe;
}

/** Recipes of steered texts that have been chosen for a model. */
export const listRecipes = publicProcedure
  .input(z.object({ model: z.string().max(200) }))
  .query(async ({ input: { model } }) => chosenRecipes((await resolveModel(model)).id));

/** The recipes chosen for a model whose features are there. */
async function chosenRecipes(model: string): Promise<ChosenRecipe[]> {
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
