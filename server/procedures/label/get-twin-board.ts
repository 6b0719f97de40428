import { z } from "zod";
import { boardOf } from "@/domain/twin-quiz";
import { listedSaeIds } from "../../platform/access/catalogue";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { listTwinAnswers } from "./twin-queries";

/** How well the labels of each labeller are told from those of neighbours. */
export const getTwinBoard = publicProcedure
  .input(z.object({ within: saeAddress.nullish() }))
  .query(async ({ input: { within } }) =>
    boardOf(await listTwinAnswers(within ? [(await resolveSae(within)).id] : await listedSaeIds())),
  );
