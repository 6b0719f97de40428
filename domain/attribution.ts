/** Which features made the model say this: what is asked, and what is answered. */
import { z } from "zod";

export const TRACE_LIMITS = {
  promptCharacters: 2_000,
  answerCharacters: 60,
  /** Features that are ablated, strongest by attribution. */
  ablated: 1_024,
  /** Features told to the page. */
  shown: 60,
} as const;

export const traceRequest = z.strictObject({
  model: z.string().min(1).max(200),
  sae: z.string().min(1).max(200),
  prompt: z
    .string()
    .max(TRACE_LIMITS.promptCharacters, `A prompt has at most ${TRACE_LIMITS.promptCharacters} characters.`)
    .refine((text) => text.trim() !== "", "Enter a prompt."),
  /** Two candidate next tokens; where both are empty the two most probable ones are compared. */
  answers: z.tuple([
    z.string().max(TRACE_LIMITS.answerCharacters),
    z.string().max(TRACE_LIMITS.answerCharacters),
  ]),
  /** Features to take away before anything is asked. */
  without: z.array(z.number().int().min(0)).max(16).default([]),
});
export type TraceRequest = z.infer<typeof traceRequest>;

export const prediction = z.object({ id: z.number().int(), p: z.number() });

export const traceAnswer = z.object({
  /** BOS first. */
  ids: z.array(z.number().int()),
  answers: z.tuple([prediction, prediction]),
  /** Logit of the first answer minus that of the second. */
  difference: z.number(),
  /** The most probable next tokens. */
  top: z.array(prediction),
  /** Active features, and how far both rankings agree over the ablated ones. */
  active: z.number().int(),
  ablated: z.number().int(),
  /** Spearman's rank correlation of attribution and ablation; null for fewer than three features. */
  agreement: z.number().nullable(),
  features: z.array(
    z.object({
      feature: z.number().int(),
      /** sum over tokens of activation times gradient along the direction. */
      attribution: z.number(),
      /** How far the logit difference falls without it. */
      ablation: z.number(),
      tokens: z.array(z.object({ at: z.number().int(), value: z.number(), attribution: z.number() })),
    }),
  ),
});
export type TraceAnswer = z.infer<typeof traceAnswer>;
