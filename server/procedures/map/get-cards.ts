import { z } from "zod";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { position, saeAddress } from "../inputs";
import { listPointCards } from "./queries";

/** What tells people what some features are, in the order asked for; features that do not exist are left out. */
export const getCards = publicProcedure
  .input(z.object({ address: saeAddress, indices: z.array(position).max(400) }))
  .query(async ({ input }) => listPointCards((await resolveSae(input.address)).id, input.indices));
