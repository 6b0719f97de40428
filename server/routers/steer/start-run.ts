import { z } from "zod";
import { parseRecipe } from "../../steering/parse-recipe";
import { readableRun } from "../../steering/readable-run";
import { startRun as start } from "../../steering/start-run";
import { publicProcedure } from "../../trpc";

/** Has a recipe written, or an earlier run repeated as it was asked for; the id of the run. */
export const startRun = publicProcedure
  .meta({ does: "compute" })
  .input(z.union([z.object({ recipe: z.unknown() }), z.object({ repeat: z.string().max(40) })]))
  .mutation(async ({ input, ctx: { viewer } }) => {
    if ("recipe" in input) return { id: await start({ recipe: parseRecipe(input.recipe), viewer }) };
    const { id, recipe, sources } = await readableRun(input.repeat);
    return { id: await start({ recipe, viewer, repeats: { id, sources } }) };
  });
