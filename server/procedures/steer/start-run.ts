import { z } from "zod";
import { publicProcedure } from "../../trpc";
import { parseRecipe } from "./parse-recipe";
import { readableRun } from "./readable-run";
import { startRun as start } from "./write-run";
import { stopKeyOf } from "./stop-key";

/** Has a recipe written, or an earlier run repeated as it was asked for; the run's id, and the key that stops it. */
export const startRun = publicProcedure
  .meta({ does: "compute" })
  .input(z.union([z.object({ recipe: z.unknown() }), z.object({ repeat: z.string().max(40) })]))
  .mutation(async ({ input, ctx: { viewer } }) => {
    if ("recipe" in input) return withKey(await start({ recipe: parseRecipe(input.recipe), viewer }));
    const { id, recipe, sources } = await readableRun(input.repeat);
    return withKey(await start({ recipe, viewer, repeats: { id, sources } }));
  });

const withKey = (id: string) => ({ id, stopKey: stopKeyOf(id) });
