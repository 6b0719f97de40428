import { Explained } from "@/app/components/explained";
import { formatInterval } from "@/domain/steering-answer";
import { ARM_NAMES, BENCHMARK_ARMS, type BenchmarkSummary } from "@/domain/steering-benchmark";

const COLUMNS = [
  {
    name: "score",
    tip: "Harmonic mean of concept and fluency, 0 to 2; the dose is chosen on other prompts than it is reported on",
  },
  {
    name: "concept",
    tip: "How much the text is about it: 0 as texts that are not steered, 2 as the feature’s own contexts",
  },
  {
    name: "fluency",
    tip: "2 where the unsteered model finds the text as likely as its own, less the more it is surprised",
  },
  { name: "behind the feature", tip: "Score of the feature less that of this arm, feature by feature" },
  {
    name: "damage",
    tip: "What the edit adds to the cross-entropy of held-out text, in nats a token; median over features",
  },
] as const;
const SIMILAR = {
  name: "likeness",
  tip: "Cosine of the text’s meaning with that of the feature’s own contexts, by a small language model that knows nothing of features; no part of the score",
};

/** What each arm comes to, with 95 % intervals by bootstrap over features and prompts. */
export function ArmTable({ label, summary }: { label: string; summary: Pick<BenchmarkSummary, "arms"> }) {
  const similar = Object.values(summary.arms).some((arm) => (arm.similar?.n ?? 0) > 0);
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full min-w-190">
        <thead className="text-xs text-soft">
          <tr>
            <th scope="col" className="pb-1 text-left font-medium">
              arm
            </th>
            {[...COLUMNS, ...(similar ? [SIMILAR] : [])].map(({ name, tip }) => (
              <th key={name} scope="col" className="pb-1 pl-4 text-right font-medium">
                <Explained tip={tip}>{name}</Explained>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ARM_NAMES.map((name) => {
            const arm = summary.arms[name];
            if (!arm) return null;
            const { score, concept, fluency, behindFeature, damage } = arm;
            const cells = [
              formatInterval(score),
              formatInterval(concept),
              formatInterval(fluency),
              behindFeature ? formatInterval(behindFeature) : "–",
              damage ? damage.deltaCe.toFixed(2) : "–",
              ...(similar ? [arm.similar && arm.similar.n > 0 ? formatInterval(arm.similar) : "–"] : []),
            ];
            return (
              <tr key={name} className="border-t border-line">
                <th scope="row" className="min-w-44 py-1.5 text-left font-normal">
                  {BENCHMARK_ARMS[name]}
                </th>
                {cells.map((cell, i) => (
                  <td
                    key={i}
                    className={`pl-4 text-right whitespace-nowrap ${i === 0 ? "font-semibold" : ""}`}
                  >
                    {cell}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
