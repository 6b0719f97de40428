import { z } from "zod";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { changeOwnList } from "./change-list";

/** Takes a list of one's own away with all that is in it. */
export const deleteList = procedureFor("reader")
  .input(z.object({ id: z.string().max(40) }))
  .mutation(({ input: { id } }) =>
    changeOwnList(id, async (client) => {
      await client.query("DELETE FROM feature_list WHERE id = $1", [id]);
      await noteInAudit(client, "list.delete", `list ${id}`);
    }),
  );
