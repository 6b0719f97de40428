import { Explained } from "@/app/components/explained";
import { formatLabelScore } from "@/domain/format";
import { headline } from "@/domain/label-headline";
import { LABEL_METHODS } from "@/domain/labels";
import type { LabelDetails } from "@/server/procedures/label/queries";

interface Props {
  index: number;
  labels: readonly LabelDetails[];
  /** Of the heading; a page has one h1. */
  level?: "h1" | "h2";
}

/** What the feature is called, by whom and how surely; its number stays beside the name. */
export function FeatureHeading({ index, labels, level: Heading = "h1" }: Props) {
  const { best, person, others, unclear } = headline(labels);
  return (
    <>
      <Heading
        className={`mt-1.5 ${Heading === "h2" ? "text-xl leading-tight font-semibold tracking-tight [overflow-wrap:anywhere]" : ""}`}
      >
        {best ? (
          <>
            <bdi>{best.text}</bdi> <span className="font-normal whitespace-nowrap text-soft">{index}</span>
          </>
        ) : (
          `Feature ${index}`
        )}
      </Heading>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-3 gap-y-1 text-soft">
        {best ? <Said label={best} unclear={unclear} /> : <span>No label yet</span>}
        {person && (
          <span>
            {authorOf(person)} calls it <bdi className="font-medium text-ink">{person.text}</bdi>
          </span>
        )}
        {others > 0 && (
          <a href="#labels" className="link">
            {others === 1 ? "1 other label" : `${others} other labels`}
          </a>
        )}
      </p>
    </>
  );
}

function Said({ label, unclear }: { label: LabelDetails; unclear: boolean }) {
  const { method, state, score, shuffled, humanScore, votesUp, votesDown } = label;
  return (
    <>
      <span>
        {method === "hand" ? (
          <>label by {authorOf(label)}</>
        ) : (
          <Explained tip={LABEL_METHODS[method]}>automatic label</Explained>
        )}
        {state === "accepted" && <span className="text-good">, accepted by a reviewer</span>}
      </span>
      {score !== null && (
        <Explained tip="How well the label predicts where the feature is active, on text that was not used to write it. 0.5 is guessing, 1 is perfect. A random label is one of another feature, tried on the same text.">
          {`score ${formatLabelScore(score, shuffled)}`}
        </Explained>
      )}
      {humanScore !== null && (
        <Explained tip="How well people who knew only the label could tell active text from other text. 0.5 is guessing, 1 is perfect.">
          {`quiz ${humanScore.toFixed(2)}`}
        </Explained>
      )}
      {votesUp + votesDown > 0 && (
        <span>
          {votesUp} for, {votesDown} against
        </span>
      )}
      {state === "disputed" && <Chip className="border-bad text-bad">disputed</Chip>}
      {unclear && (
        <Chip
          className="border-line-strong"
          tip="The label predicts little better than guessing: take it as a hint, and read the examples."
        >
          unclear
        </Chip>
      )}
    </>
  );
}

function Chip({ children, className, tip }: { children: string; className: string; tip?: string }) {
  return (
    <span
      className={`rounded-full border px-2 text-xs ${className}`}
      data-tip={tip}
      tabIndex={tip ? 0 : undefined}
    >
      {children}
    </span>
  );
}

function authorOf({ author, source, method }: LabelDetails): string {
  if (author !== null) return author;
  return method === "import" ? (source ?? "another browser") : "a former member";
}
