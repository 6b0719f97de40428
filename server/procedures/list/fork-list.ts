import { z } from "zod";
import { answering } from "../../rest/answering";
import { procedureFor } from "../../trpc";
import { insertList, requireList } from "./change-list";

/** Copies a list that the viewer may see, as one of their own, unlisted until they say otherwise. */
export const forkList = answering(
  z.object({ id: z.string() }),
  procedureFor("reader")
    .meta({ rest: { method: "POST", path: "/lists/{id}/fork", summary: "Copy a list" } })
    .input(z.object({ id: z.string().max(40) }))
    .mutation(async ({ ctx, input }) => {
      const { title, note } = await requireList(input.id);
      return { id: await insertList(ctx.account, { title, note, visibility: "unlisted" }, input.id) };
    }),
);
