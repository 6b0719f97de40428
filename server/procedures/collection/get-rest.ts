import { mayAdminister } from "../../platform/access/rules";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { findRest } from "./queries";

/** What an SAE's shown features have not been read of their corpus; null where that is nothing, or more is unknown. */
export const getRest = publicProcedure.input(saeAddress).query(async ({ input }) => {
  const { id } = await resolveSae(input);
  const rest = await findRest(id);
  return rest && { ...rest, mayRead: mayAdminister() };
});
