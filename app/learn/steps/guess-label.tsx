import Link from "next/link";
import { ExampleList } from "@/app/components/activation-text/example-list";
import { formatLabelScore } from "@/domain/format";
import { featureUrl } from "@/domain/urls";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";
import type { LabelDetails } from "@/server/procedures/label/queries";
import { OwnGuess } from "./own-guess";

const EXAMPLES = 6;
const WINDOW = 10;

/** Examples of a feature without its name; what others call it opens on demand. */
export function GuessLabel({
  dashboard,
  labels,
}: {
  dashboard: FeatureDashboard;
  labels: readonly LabelDetails[];
}) {
  const { address, top, statistics } = dashboard;
  return (
    <div>
      <ExampleList
        examples={top.slice(0, EXAMPLES)}
        max={statistics?.max ?? 0}
        window={WINDOW}
        breaks={false}
      />
      <OwnGuess>
        <p className="mb-1.5 font-medium">
          {labels.length === 0 ? "Nobody has named it yet." : "Others call it:"}
        </p>
        <ul className="space-y-1">
          {labels.map(({ id, text, author, method, score, shuffled }) => (
            <li key={id}>
              <bdi className="font-medium">{text}</bdi>{" "}
              <span className="text-xs text-soft">
                {author ?? (method === "hand" ? "a person" : "a program")}
                {score !== null && `, score ${formatLabelScore(score, shuffled)}`}
              </span>
            </li>
          ))}
        </ul>
        <Link href={featureUrl(address)} prefetch={false} className="control mt-3">
          Open its page
        </Link>
      </OwnGuess>
    </div>
  );
}
