import { procedureFor } from "../../trpc";
import { listText, listVersion } from "../inputs";
import { changeOwnList, requireListVersion } from "./change-list";

/** Changes title, note and who may see a list. */
export const editList = procedureFor("reader")
  .meta({ cleans: true })
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
  );
