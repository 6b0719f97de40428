import { z } from "zod";
import { listedSaeIds } from "../../access/catalogue";
import { resolveSae } from "../../addresses";
import { drawTwinQuestion } from "../../labels/draw-twin";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";

/** A question of the twin quiz, within one SAE or any that is listed; null where there is none. */
export const drawTwin = publicProcedure
  .input(z.object({ within: saeAddress.nullish() }))
  .query(async ({ input: { within } }) =>
    drawTwinQuestion(within ? [(await resolveSae(within)).id] : await listedSaeIds()),
  );
