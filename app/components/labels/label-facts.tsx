import Link from "next/link";
import { formatDay, formatLabelScore } from "@/domain/format";
import { methodName } from "@/domain/label-method-names";
import { LABEL_METHODS } from "@/domain/labels";
import { userUrl } from "@/domain/urls";
import type { LabelDetails } from "@/server/procedures/label/queries";

const STATE_LOOK: Partial<Record<LabelDetails["state"], string>> = {
  accepted: "text-good",
  disputed: "text-bad",
  hidden: "text-bad",
  withdrawn: "text-bad",
};

/** Who says so, how they came to it, how well it holds, and since when. */
export function LabelFacts({ label }: { label: LabelDetails }) {
  const { method, state, score, shuffled, humanScore, quizzes, twins, twinsRight, evidence } = label;
  return (
    <p className="flex flex-wrap gap-x-2 text-xs text-soft">
      {state !== "proposed" && <b className={`font-semibold ${STATE_LOOK[state] ?? ""}`}>{state}</b>}
      <span>
        by <Author label={label} />
      </span>
      <span data-tip={LABEL_METHODS[method]}>
        {method === "hand" ? "by hand" : `from ${methodName(method)}`}
      </span>
      {score !== null && (
        <span data-tip="How well the label predicts where the feature is active, on text not used to write it. 0.5 is guessing, 1 is perfect. A random label is one of another feature, tried on the same text.">
          score {formatLabelScore(score, shuffled)}
        </span>
      )}
      {humanScore !== null && (
        <span data-tip="How well people who knew only the label could tell active text from other text. 0.5 is guessing, 1 is perfect.">
          quiz {humanScore.toFixed(2)} ({quizzes} {quizzes === 1 ? "person" : "people"})
        </span>
      )}
      {twins > 0 && (
        <span data-tip="Twin quiz: how often people who were given this label and that of a neighbour chose the right one for a passage. Half of them is guessing.">
          told from neighbours {twinsRight} of {twins} times
        </span>
      )}
      {evidence.length > 0 && (
        <span data-tip={`Passages ${evidence.join(", ")}`}>
          {evidence.length} {evidence.length === 1 ? "example" : "examples"} as evidence
        </span>
      )}
      <time dateTime={label.createdAt.toISOString()}>{formatDay(label.createdAt)}</time>
    </p>
  );
}

function Author({ label: { author, source, method } }: { label: LabelDetails }) {
  if (author !== null)
    return (
      <Link href={userUrl(author)} className="link" prefetch={false}>
        {author}
      </Link>
    );
  if (method === "hand") return "a former member";
  return <bdi>{source ?? "Featurescope"}</bdi>;
}
