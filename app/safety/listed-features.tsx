import Link from "next/link";
import { formatPercent } from "@/domain/format";
import type { SafetyEvidence } from "@/domain/safety";
import type { SafetyFamilySlug } from "@/domain/safety-families";
import { featureUrl } from "@/domain/urls";
import type { ListedForSafety } from "@/server/procedures/safety/queries";
import { JudgeForm } from "./judge-form";

interface Props {
  features: readonly ListedForSafety[];
  family: SafetyFamilySlug;
  mayJudge: boolean;
}

/** Listed features, each with why, and with what reviewers say. */
export function ListedFeatures({ features, family, mayJudge }: Props) {
  if (features.length === 0)
    return (
      <p className="mt-4 border-y border-line py-4 text-soft">
        No feature met the rule. That none is listed does not mean that there is none.
      </p>
    );
  return (
    <ol className="mt-4 divide-y divide-line border-y border-line" aria-label="Listed features">
      {features.map((feature) => (
        <li key={feature.index} className="flex flex-wrap items-start gap-x-5 gap-y-2 py-3">
          <div className="min-w-0 flex-1 basis-80">
            <Link href={featureUrl(feature)} prefetch={false} className="font-medium hover:text-accent">
              {feature.label === null ? (
                `Feature ${feature.index}`
              ) : (
                <>
                  <bdi>{feature.label}</bdi>{" "}
                  <span className="text-xs font-normal text-soft">{feature.index}</span>
                </>
              )}
            </Link>
            <ul className="mt-0.5 text-[13px] text-soft" aria-label="Why it is listed">
              {reasonsOf(feature.evidence).map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
            {feature.verdicts.length > 0 && (
              <ul className="mt-1 text-[13px]" aria-label="What reviewers say">
                {feature.verdicts.map(({ by, confirms, reason }, i) => (
                  <li key={i} className="[overflow-wrap:anywhere]">
                    <b className="font-semibold">{confirms ? "Confirmed" : "Rejected"}</b> by{" "}
                    {by ?? "a former account"}: <bdi>{reason}</bdi>
                  </li>
                ))}
              </ul>
            )}
          </div>
          <div className="text-[13px]">
            <p className="text-soft">
              {feature.confirmed} confirmed · {feature.rejected} rejected
            </p>
            {mayJudge && <JudgeForm feature={feature} family={family} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** The evidence in words, the strongest kind first; kinds that were not found are left out. */
export function reasonsOf({ peaks, contexts, topics, promoted, label, words }: SafetyEvidence): string[] {
  const beside = (base: number) => `(${formatPercent(base)} over all features)`;
  return [
    ...(peaks.found > 0
      ? [
          `Strongest token in a word of the family: ${peaks.found} of ${peaks.of} examples ${beside(peaks.base)}`,
        ]
      : []),
    ...(contexts.found > 0
      ? [`A word of the family near the peak: ${contexts.found} of ${contexts.of} ${beside(contexts.base)}`]
      : []),
    ...(topics && topics.found > 0
      ? [`Passages on a topic of the family: ${topics.found} of ${topics.of} ${beside(topics.base)}`]
      : []),
    ...(promoted.found > 0 ? [`Promoted tokens of the family: ${promoted.found} of ${promoted.of}`] : []),
    ...(label.length > 0 ? [`In the label: ${label.join(", ")}`] : []),
    ...(words.length > 0 ? [`Words found: ${words.join(", ")}`] : []),
  ];
}
