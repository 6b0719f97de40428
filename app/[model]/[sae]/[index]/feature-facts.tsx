import { FactList } from "@/app/components/fact-list";
import { formatActivation, formatCount, formatFigure, formatPercent } from "@/domain/format";
import { isFoundAgain } from "@/domain/stability";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";

const NONE = "–";

/** The same places before and after data arrives, so that nothing jumps. */
export function FeatureFacts({ dashboard }: { dashboard: FeatureDashboard }) {
  const { statistics, stability } = dashboard;
  const active = statistics !== null && statistics.activeTokens > 0;
  return (
    <div className="mt-3.5 mb-4.5">
      <FactList
        facts={[
          {
            name: "density",
            value: statistics ? formatPercent(statistics.density) : NONE,
            tip: "How often the feature is active: the share of all tokens read at which it is above zero",
          },
          { name: "max activation", value: active ? formatActivation(statistics.max) : NONE },
          {
            name: "mean when on",
            value: active ? formatActivation(statistics.mean) : NONE,
            tip: "Its average value where it is above zero",
          },
          { name: "active tokens", value: statistics ? formatCount(statistics.activeTokens) : NONE },
          {
            name: "active passages",
            value: statistics ? formatCount(statistics.activePassages) : NONE,
            tip: "Pieces of the text that was read in which it is active at least once",
          },
          { name: "tokens seen", value: statistics ? formatCount(statistics.tokensSeen) : NONE },
          ...(stability === null
            ? []
            : [
                {
                  name: "found again",
                  value: `${isFoundAgain(stability) ? "yes" : "no"}, ${formatFigure(Math.abs(stability))}`,
                  tip: "Whether a second SAE, trained alike from other random numbers, has it too, and the cosine to the nearest feature there. Yes from 0.7 on, where each is the other’s nearest.",
                },
              ]),
        ]}
      />
    </div>
  );
}
