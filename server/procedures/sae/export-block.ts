import { z } from "zod";
import { DASHBOARD_TABLES } from "@/domain/dashboard-tables";
import { resolveSae } from "../../addresses";
import { vanished } from "../../errors";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { readBlock } from "./dashboard-block";
import { findSae } from "./queries";

/** Some rows of a table of an SAE's dashboards; the answer says where the next begin. */
export const exportBlock = publicProcedure
  .input(
    z.object({
      address: saeAddress,
      table: z.enum(DASHBOARD_TABLES),
      from: z.number().int().min(0).max(2_000_000_000).default(0),
    }),
  )
  .query(async ({ input: { address, table, from } }) => {
    const { id } = await resolveSae(address);
    return readBlock(id, (await findSae(address)) ?? vanished(address.sae), table, from);
  });
