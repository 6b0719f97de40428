import { procedureFor } from "../../trpc";
import { listText, listVersion } from "../inputs";
import { editList as edit } from "./change-list";

/** Changes title, note and who may see a list. */
export const editList = procedureFor("reader")
  .meta({ cleans: true })
  .input(listVersion.extend(listText.shape))
  .mutation(({ input: { id, version, ...text } }) => edit(id, version, text));
