import { z } from "zod";
import { browseQuery } from "@/domain/browse";
import { resolveSae } from "../../addresses";
import { vanished } from "../../errors";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { readSaeDashboard } from "./feature-table";

/** Parameters of an address as they came; what makes no sense in them counts as left out. */
const browse = z.record(z.string(), z.string().optional()).transform((raw) => browseQuery.parse(raw));

/** An SAE's identity, quality and densities, and one page of its features. */
export const getSae = publicProcedure
  .input(z.object({ address: saeAddress, browse }))
  .query(async ({ input }) => {
    const { id } = await resolveSae(input.address);
    return (await readSaeDashboard(id, input.address, input.browse)) ?? vanished(input.address.sae);
  });
