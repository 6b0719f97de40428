import { z } from "zod";
import { answering } from "../../rest/answering";
import { FEATURE_PATH } from "../../rest/address";
import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { time, rowNumber } from "../answers";
import { featureAddress } from "../inputs";
import { findComments } from "./queries";

const comment = z.object({
  id: rowNumber,
  labelId: rowNumber.nullable().describe("Null for one about the feature"),
  author: z.string().nullable(),
  own: z.boolean(),
  text: z.string(),
  disputes: z.boolean(),
  hidden: z.boolean(),
  createdAt: time,
});

/** What people say about a feature and its labels, oldest first. */
export const listComments = answering(
  z.array(comment),
  publicProcedure
    .meta({
      rest: {
        method: "GET",
        path: `${FEATURE_PATH}/comments`,
        summary: "Remarks on a feature and its labels",
      },
    })
    .input(featureAddress)
    .query(async ({ input }) => {
      const { index } = await resolveFeature(input);
      return findComments((await resolveSae(input)).id, index);
    }),
);
