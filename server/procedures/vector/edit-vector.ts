import { procedureFor } from "../../trpc";
import { vectorText, vectorVersion } from "../inputs";
import { editVector as edit } from "./change-vector";

/** Changes name, note and who may see a vector. */
export const editVector = procedureFor("reader")
  .meta({ cleans: true })
  .input(vectorVersion.extend(vectorText.shape))
  .mutation(({ input: { id, version, ...text } }) => edit(id, version, text));
