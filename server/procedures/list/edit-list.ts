import { z } from "zod";
import { answering } from "../../rest/answering";
import { procedureFor } from "../../trpc";
import { listText, listVersion } from "../inputs";
import { changeOwnList, requireListVersion } from "./change-list";

/** Changes title, note and who may see a list. */
export const editList = answering(
  z.null(),
  procedureFor("reader")
    .meta({
      cleans: true,
      rest: { method: "PATCH", path: "/lists/{id}", summary: "Change title, note and who may see a list" },
    })
    .input(listVersion.extend(listText.shape))
    .mutation(({ input: { id, version, title, note, visibility } }) =>
      changeOwnList(id, async (client, list) => {
        requireListVersion(list, version);
        await client.query("UPDATE feature_list SET title = $2, note = $3, visibility = $4 WHERE id = $1", [
          id,
          title,
          note,
          visibility,
        ]);
      }),
    ),
);
