import { z } from "zod";
import { resolveSae } from "../../addresses";
import { listPointCards } from "../../queries/map";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";

/** What tells people what some features are, in the order asked for; features that do not exist are left out. */
export const getCards = publicProcedure
  .input(z.object({ address: saeAddress, indices: z.array(z.number().int().nonnegative()).max(400) }))
  .query(async ({ input }) => listPointCards((await resolveSae(input.address)).id, input.indices));
