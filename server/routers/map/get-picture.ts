import { z } from "zod";
import { resolveFeature } from "../../addresses";
import { drawMap, drawSurroundings } from "../../maps/map-picture";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";

/** A small SVG of the whole map, or of what is around one feature. */
export const getPicture = publicProcedure
  .input(z.object({ address: saeAddress, feature: z.string().nullable() }))
  .query(async ({ input: { address, feature } }) => {
    if (feature === null) return drawMap(address);
    const { index } = await resolveFeature({ ...address, index: feature });
    return drawSurroundings(address, index);
  });
