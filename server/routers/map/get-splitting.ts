import { z } from "zod";
import { resolveFeature } from "../../addresses";
import { readSplitting } from "../../maps/splitting";
import { publicProcedure } from "../../trpc";
import { position, saeAddress } from "../inputs";

/** What a feature splits into in the wider SAEs of its hook, and the features that split most. */
export const getSplitting = publicProcedure
  .input(z.object({ address: saeAddress, index: position.nullable() }))
  .query(async ({ input: { address, index } }) => {
    if (index !== null) await resolveFeature({ ...address, index: String(index) });
    return readSplitting(address, index);
  });
