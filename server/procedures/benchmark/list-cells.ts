import { z } from "zod";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { resultAddress } from "../inputs";
import { listBenchmarkCells } from "./queries";

/** Texts that the benchmark of an SAE wrote, of one feature or of all. */
export const listCells = publicProcedure
  .input(z.object({ address: resultAddress, feature: z.number().int().min(0).max(2_000_000_000).optional() }))
  .query(async ({ input: { address, feature } }) => {
    const { id } = await resolveSae(address);
    return listBenchmarkCells(id, address.run ?? null, feature ?? null);
  });
