import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { answering } from "../../rest/answering";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { vectorText, vectorVersion } from "../inputs";
import { changeOwnVector } from "./change-vector";

/** Changes name, note and who may see a vector. */
export const editVector = answering(
  z.null(),
  procedureFor("reader")
    .meta({
      cleans: true,
      rest: { method: "PATCH", path: "/vectors/{id}", summary: "Change name, note and who may see a vector" },
    })
    .input(vectorVersion.extend(vectorText.shape))
    .mutation(({ input: { id, version, name, note, visibility } }) =>
      changeOwnVector(id, async (client, now) => {
        if (now !== version)
          throw new FeaturescopeError(
            "CONFLICT",
            "This vector was changed in the meantime.",
            "Reload the page to see how it is now, then change it again.",
          );
        await client.query(
          `UPDATE steering_vector SET name = $2, note = $3, visibility = $4, version = version + 1, updated_at = now()
         WHERE id = $1`,
          [id, name, note, visibility],
        );
        await noteInAudit(client, "vector.edit", `vector ${id}`, { visibility });
      }),
    ),
);
