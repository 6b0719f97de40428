import { z } from "zod";
import { distance } from "@/domain/distances";
import { resolveFeature } from "../../addresses";
import { readNeighbourhood } from "../../maps/neighbourhood";
import { publicProcedure } from "../../trpc";
import { position, saeAddress } from "../inputs";

/** A feature and what is around it by a distance: to be laid out, read and walked. */
export const getNeighbourhood = publicProcedure
  .input(
    z.object({
      address: saeAddress,
      index: position,
      count: z.number().int().min(5).max(200),
      distance: distance.nullable(),
    }),
  )
  .query(async ({ input: { address, index, count, distance: by } }) =>
    readNeighbourhood(await resolveFeature({ ...address, index: String(index) }), count, by),
  );
