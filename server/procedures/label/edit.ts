import { procedureFor } from "../../trpc";
import { labelText, labelVersion } from "../inputs";
import { editLabel } from "./label-text";

/** Gives a label another text, as a new version. */
export const edit = procedureFor("annotator")
  .meta({ cleans: true })
  .input(labelVersion.extend(labelText.shape))
  .mutation(({ ctx, input: { id, version, ...said } }) => editLabel(ctx.account, id, version, said));
