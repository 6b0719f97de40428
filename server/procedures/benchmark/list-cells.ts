import { z } from "zod";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { listBenchmarkCells } from "./queries";

/** Texts that the benchmark of an SAE wrote, of one feature or of all. */
export const listCells = publicProcedure
  .input(z.object({ address: saeAddress, feature: z.number().int().min(0).max(2_000_000_000).optional() }))
  .query(async ({ input: { address, feature } }) => {
    const { id } = await resolveSae(address);
    return listBenchmarkCells(id, feature ?? null);
  });
