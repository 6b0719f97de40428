import { z } from "zod";
import { familySlug, probeCounts, safetyEvidence, STEERING_LIMIT_KINDS } from "@/domain/safety";
import { count, featureAddress, time } from "./parts";

/** Answers about families of safety-relevant features. */

export const SAFETY_RESPONSES = {
  "safety.browse": z.object({
    families: z.array(
      z.object({
        slug: familySlug,
        name: z.string(),
        about: z.string(),
        steering: z.enum(STEERING_LIMIT_KINDS).describe("With features that reviewers have confirmed"),
      }),
    ),
    probes: z.array(
      z.object({
        model: z.string(),
        sae: z.string(),
        family: familySlug,
        counts: probeCounts.describe("Features looked at, with any evidence, and that met the rule"),
        listed: count,
        confirmed: count,
        rejected: count,
        at: time,
      }),
    ),
    mayJudge: z.boolean(),
    mayLimit: z.boolean(),
  }),
  "safety.features": z.object({
    features: z.array(
      featureAddress.extend({
        label: z.string().nullable(),
        score: z.number(),
        evidence: safetyEvidence,
        confirmed: count.describe("Reviewers who confirmed it"),
        rejected: count,
        verdicts: z.array(
          z.object({ by: z.string().nullable(), confirms: z.boolean(), reason: z.string(), at: z.string() }),
        ),
      }),
    ),
    next: count.nullable().describe("`after` of the next page"),
  }),
  "safety.judge": z.null(),
};
