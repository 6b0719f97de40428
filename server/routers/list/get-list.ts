import { z } from "zod";
import { controls } from "../../access/rules";
import { requireList } from "../../lists/change";
import { listItems } from "../../queries/list";
import { publicProcedure } from "../../trpc";

/** A list with its features. */
export const getList = publicProcedure
  .input(z.object({ id: z.string().max(40) }))
  .query(async ({ input }) => {
    const { ownerId, ...list } = await requireList(input.id);
    return { ...list, mayEdit: controls({ ownerId }), features: await listItems(list.id) };
  });
