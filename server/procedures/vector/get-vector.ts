import { z } from "zod";
import { controls } from "../../platform/access/rules";
import { publicProcedure } from "../../trpc";
import { requireVector } from "./change-vector";

/** A vector with its texts, its numbers and the features near it. */
export const getVector = publicProcedure
  .input(z.object({ id: z.string().max(40) }))
  .query(async ({ input }) => {
    const { ownerId, saeId: _saeId, direction, ...vector } = await requireVector(input.id);
    return { ...vector, mayEdit: controls({ ownerId }), direction: [...direction] };
  });
