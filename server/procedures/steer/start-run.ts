import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { steeringRecipe, type SteeringRecipe } from "@/domain/steering";
import { publicProcedure } from "../../trpc";
import { readableRun } from "./readable-run";
import { beginRun } from "./write-run";
import { stopKeyOf } from "./stop-key";

/** Has a recipe written, or an earlier run repeated as it was asked for; the run's id, and the key that stops it. */
export const startRun = publicProcedure
  .meta({ does: "compute" })
  .input(z.union([z.object({ recipe: z.unknown() }), z.object({ repeat: z.string().max(40) })]))
  .mutation(async ({ input, ctx: { viewer } }) => {
    if ("recipe" in input) return withKey(await beginRun({ recipe: parseRecipe(input.recipe), viewer }));
    const { id, recipe, sources } = await readableRun(input.repeat);
    return withKey(await beginRun({ recipe, viewer, repeats: { id, sources } }));
  });

const withKey = (id: string) => ({ id, stopKey: stopKeyOf(id) });

/** @throws FeaturescopeError BAD_INPUT saying what is wrong with which field */
function parseRecipe(input: unknown): SteeringRecipe {
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
