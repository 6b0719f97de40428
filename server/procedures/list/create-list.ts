import { z } from "zod";
import { answering } from "../../rest/answering";
import { resolveFeature } from "../../addresses";
import { procedureFor } from "../../trpc";
import { featureAddress, listText } from "../inputs";
import { changeMember, insertList } from "./change-list";

/** Begins a list, with a feature in it if one is named. */
export const createList = answering(
  z.object({ id: z.string() }),
  procedureFor("reader")
    .meta({ cleans: true, rest: { method: "POST", path: "/lists", summary: "Begin a list" } })
    .input(listText.extend({ feature: featureAddress.nullish() }))
    .mutation(async ({ ctx, input: { feature, ...text } }) => {
      const address = feature && (await resolveFeature(feature));
      const id = await insertList(ctx.account, text);
      if (address) await changeMember(id, address, true);
      return { id };
    }),
);
