import { z } from "zod";
import { familySlug, probeCounts, STEERING_LIMIT_KINDS, type SteeringLimitKind } from "@/domain/safety";
import { SAFETY_FAMILIES, type SafetyFamilySlug } from "@/domain/safety-families";
import { answering } from "../../rest/answering";
import { mayAdminister, mayModerate } from "../../platform/access/rules";
import { publicProcedure } from "../../trpc";
import { time, naturalNumber } from "../answers";
import { listLimits, listProbes } from "./queries";

export interface ShownFamily {
  slug: SafetyFamilySlug;
  name: string;
  about: string;
  /** With features that reviewers have confirmed. */
  steering: SteeringLimitKind;
}

const overview = z.object({
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
      listed: naturalNumber,
      confirmed: naturalNumber,
      rejected: naturalNumber,
      at: time,
    }),
  ),
  mayJudge: z.boolean(),
  mayLimit: z.boolean(),
});

/** The families, what was looked at for each in every listed SAE, and how steering with confirmed features is limited. */
export const browseSafety = answering(
  overview,
  publicProcedure
    .meta({
      rest: {
        method: "GET",
        path: "/safety",
        summary: "Families of safety-relevant features and what was looked at",
      },
    })
    .query(async () => {
      const [probes, limits] = await Promise.all([listProbes(), listLimits()]);
      return {
        families: SAFETY_FAMILIES.map(({ slug, name, about }): ShownFamily => ({
          ...{ slug, name, about },
          steering: limits.get(slug) ?? "open",
        })),
        probes,
        mayJudge: mayModerate(),
        mayLimit: mayAdminister(),
      };
    }),
);
