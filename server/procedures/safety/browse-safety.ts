import type { SteeringLimitKind } from "@/domain/safety";
import { SAFETY_FAMILIES, type SafetyFamilySlug } from "@/domain/safety-families";
import { mayAdminister, mayModerate } from "../../platform/access/rules";
import { publicProcedure } from "../../trpc";
import { listLimits, listProbes } from "./queries";

export interface ShownFamily {
  slug: SafetyFamilySlug;
  name: string;
  about: string;
  /** With features that reviewers have confirmed. */
  steering: SteeringLimitKind;
}

/** The families, what was looked at for each in every listed SAE, and how steering with confirmed features is limited. */
export const browseSafety = publicProcedure.query(async () => {
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
});
