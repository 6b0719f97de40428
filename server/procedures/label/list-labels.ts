import { z } from "zod";
import { answering } from "../../rest/answering";
import { FEATURE_PATH } from "../../rest/address";
import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { time, naturalNumber, rowNumber, labelMethod, labelState } from "../answers";
import { featureAddress } from "../inputs";
import { findLabels } from "./queries";

const label = z.object({
  id: rowNumber,
  text: z.string(),
  note: z.string().nullable(),
  evidence: z.array(naturalNumber).describe("Passages that its author points at"),
  method: labelMethod,
  state: labelState,
  shown: z.boolean(),
  author: z.string().nullable().describe("Null for a label that no person wrote"),
  source: z.string().nullable(),
  detection: z.number().nullable(),
  fuzzing: z.number().nullable(),
  score: z.number().nullable(),
  shuffled: z.number().nullable(),
  humanScore: z.number().nullable(),
  quizzes: naturalNumber,
  twins: naturalNumber,
  twinsRight: naturalNumber,
  votesUp: naturalNumber,
  votesDown: naturalNumber,
  ownVote: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
  own: z.boolean(),
  version: rowNumber,
  comments: naturalNumber,
  createdAt: time,
  updatedAt: time,
});

/** Every label of a feature, the best first. */
export const listLabels = answering(
  z.array(label),
  publicProcedure
    .meta({
      rest: { method: "GET", path: `${FEATURE_PATH}/labels`, summary: "Labels of a feature, the best first" },
    })
    .input(featureAddress)
    .query(async ({ input }) => {
      const { index } = await resolveFeature(input);
      return findLabels((await resolveSae(input)).id, index);
    }),
);
