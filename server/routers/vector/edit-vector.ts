import { editVector as edit } from "../../vectors/change";
import { procedureFor } from "../../trpc";
import { vectorText, vectorVersion } from "../inputs";

/** Changes name, note and who may see a vector. */
export const editVector = procedureFor("reader")
  .meta({ cleans: true })
  .input(vectorVersion.extend(vectorText.shape))
  .mutation(({ input: { id, version, ...text } }) => edit(id, version, text));
