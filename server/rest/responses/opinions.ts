import { z } from "zod";
import { count, labelMethod, labelState, rowNumber, time } from "./parts";

/** Answers about labels and remarks. */

const made = z.object({ id: rowNumber });
const done = z.null();

const label = z.object({
  id: rowNumber,
  text: z.string(),
  note: z.string().nullable(),
  evidence: z.array(count).describe("Passages that its author points at"),
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
  quizzes: count,
  twins: count,
  twinsRight: count,
  votesUp: count,
  votesDown: count,
  ownVote: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
  own: z.boolean(),
  version: rowNumber,
  comments: count,
  createdAt: time,
  updatedAt: time,
});

const history = z.object({
  versions: z.array(
    z.object({
      version: rowNumber,
      text: z.string(),
      note: z.string().nullable(),
      evidence: z.array(count),
      editor: z.string().nullable(),
      at: time,
      votesUp: count,
      votesDown: count,
      humanScore: z.number().nullable(),
    }),
  ),
  events: z.array(
    z.object({
      at: time,
      who: z.string().nullable(),
      action: z.string(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
});

const quizResult = z.object({
  accuracy: z.number().describe("Balanced; 0.5 is chance"),
  picked: z.array(z.boolean()),
  active: z.array(z.boolean()),
  people: count,
  mean: z.number(),
  agreement: z.number().nullable().describe("Krippendorff's alpha"),
});

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

export const OPINION_RESPONSES = {
  "label.list": z.array(label),
  "label.propose": made,
  "label.history": history,
  "label.edit": z.object({ version: rowNumber }),
  "label.vote": done,
  "label.dispute": done,
  "label.withdraw": done,
  "label.accept": done,
  "label.quiz": z.object({
    labelId: rowNumber,
    version: rowNumber,
    text: z.string(),
    windows: z.array(z.array(z.string())).describe("Tokens of each window"),
    result: quizResult.nullable().describe("Null until one has answered"),
  }),
  "label.answerQuiz": quizResult,
  "comment.list": z.array(comment),
  "comment.add": made,
  "comment.delete": done,
};
