import { z } from "zod";
import { distance } from "@/domain/distances";
import { NEIGHBOURS } from "@/domain/neighbours";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { position, saeAddress } from "../inputs";
import { listNearest } from "./queries";

/** The features of the same SAE nearest to one by a distance, or by the most coherent one; nearest first. */
export const getNearest = publicProcedure
  .input(
    z.object({
      address: saeAddress,
      index: position,
      count: z.number().int().min(1).max(NEIGHBOURS),
      distance: distance.nullable().default(null),
    }),
  )
  .query(async ({ input: { address, index, count, distance: by } }) =>
    listNearest((await resolveSae(address)).id, index, count, by),
  );
