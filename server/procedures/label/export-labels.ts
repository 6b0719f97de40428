import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { listAllLabels } from "./queries";

/** Every label of an SAE that the viewer may see, by feature, the best first. */
export const exportLabels = publicProcedure
  .input(saeAddress)
  .query(async ({ input }) => listAllLabels((await resolveSae(input)).id));
