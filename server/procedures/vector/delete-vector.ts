import { z } from "zod";
import { answering } from "../../rest/answering";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { changeOwnVector } from "./change-vector";

/** Takes a vector of one's own away. Texts that were written with it stay; they cannot be written again. */
export const deleteVector = answering(
  z.null(),
  procedureFor("reader")
    .meta({ rest: { method: "DELETE", path: "/vectors/{id}", summary: "Delete a steering vector" } })
    .input(z.object({ id: z.string().max(40) }))
    .mutation(({ input: { id } }) =>
      changeOwnVector(id, async (client) => {
        await client.query("DELETE FROM steering_vector WHERE id = $1", [id]);
        await noteInAudit(client, "vector.delete", `vector ${id}`);
      }),
    ),
);
