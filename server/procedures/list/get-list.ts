import { z } from "zod";
import { answering } from "../../rest/answering";
import { controls } from "../../platform/access/rules";
import { publicProcedure } from "../../trpc";
import { rowNumber, shownAddress } from "../answers";
import { listSummary } from "./answers";
import { requireList } from "./change-list";
import { listItems } from "./queries";

const list = listSummary.extend({
  version: rowNumber,
  forkedFrom: z.object({ id: z.string(), title: z.string() }).nullable(),
  mayEdit: z.boolean(),
  features: z.array(
    shownAddress.extend({
      note: z.string(),
      label: z.string().nullable(),
      density: z.number().nullable(),
      max: z.number().nullable(),
    }),
  ),
});

/** A list with its features. */
export const getList = answering(
  list,
  publicProcedure
    .meta({ rest: { method: "GET", path: "/lists/{id}", summary: "A list with its features" } })
    .input(z.object({ id: z.string().max(40) }))
    .query(async ({ input }) => {
      const { ownerId, ...list } = await requireList(input.id);
      return { ...list, mayEdit: controls({ ownerId }), features: await listItems(list.id) };
    }),
);
