import { z } from "zod";
import { resolveModel } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { chosenRecipes } from "./recipes";

/** Recipes of steered texts that have been chosen for a model. */
export const listRecipes = publicProcedure
  .input(z.object({ model: z.string().max(200) }))
  .query(async ({ input: { model } }) => chosenRecipes((await resolveModel(model)).id));
