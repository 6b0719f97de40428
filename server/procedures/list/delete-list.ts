import { z } from "zod";
import { answering } from "../../rest/answering";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { changeOwnList } from "./change-list";

/** Takes a list of one's own away with all that is in it. */
export const deleteList = answering(
  z.null(),
  procedureFor("reader")
    .meta({ rest: { method: "DELETE", path: "/lists/{id}", summary: "Delete a list" } })
    .input(z.object({ id: z.string().max(40) }))
    .mutation(({ input: { id } }) =>
      changeOwnList(id, async (client) => {
        await client.query("DELETE FROM feature_list WHERE id = $1", [id]);
        await noteInAudit(client, "list.delete", `list ${id}`);
      }),
    ),
);
