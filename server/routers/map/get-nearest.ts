import { z } from "zod";
import { NEIGHBOURS } from "@/domain/neighbours";
import { resolveSae } from "../../addresses";
import { listNearest } from "../../queries/map";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";

/** The features of the same SAE with the largest cosine to one, largest first. */
export const getNearest = publicProcedure
  .input(
    z.object({
      address: saeAddress,
      index: z.number().int().nonnegative(),
      count: z.number().int().min(1).max(NEIGHBOURS),
    }),
  )
  .query(async ({ input }) => listNearest((await resolveSae(input.address)).id, input.index, input.count));
