import { resolveFeature } from "../../addresses";
import { procedureFor } from "../../trpc";
import { featureAddress, labelText } from "../inputs";
import { proposeLabel } from "./label-text";

/** Says what a feature stands for. */
export const propose = procedureFor("annotator")
  .meta({ cleans: true })
  .input(featureAddress.extend(labelText.shape))
  .mutation(async ({ ctx, input: { text, note, evidence, ...address } }) => ({
    id: await proposeLabel(ctx.account, await resolveFeature(address), { text, note, evidence }),
  }));
