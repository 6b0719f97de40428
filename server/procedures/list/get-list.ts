import { z } from "zod";
import { controls } from "../../platform/access/rules";
import { publicProcedure } from "../../trpc";
import { requireList } from "./change-list";
import { listItems } from "./queries";

/** A list with its features. */
export const getList = publicProcedure
  .input(z.object({ id: z.string().max(40) }))
  .query(async ({ input }) => {
    const { ownerId, ...list } = await requireList(input.id);
    return { ...list, mayEdit: controls({ ownerId }), features: await listItems(list.id) };
  });
