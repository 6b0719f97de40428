import { z } from "zod";
import { distance } from "@/domain/distances";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { readMapPoints } from "./map-points";

/** All points in one binary document, or none where the reader has this version. */
export const getPoints = publicProcedure
  .input(
    z.object({
      address: saeAddress,
      known: z.string().nullable(),
      distance: distance.nullable().default(null),
    }),
  )
  .query(({ input }) => readMapPoints(input.address, input.known, input.distance));
