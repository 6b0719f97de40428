import { steersVerdict } from "@/domain/output-score";

interface Props {
  /** Output score; null where it cannot be measured, undefined while it is. */
  score: number | null | undefined;
  /** Whether what surrounds the mark says by itself what it means (steersTip). */
  silent?: boolean;
}

/** How well a feature steers, in words, and as one to three marks. */
export function SteersMark({ score, silent = false }: Props) {
  if (score === undefined) return <span className="text-xs text-soft">measuring how it steers …</span>;
  const { marks, word, says } = steersVerdict(score);
  return (
    <span
      className={`text-xs whitespace-nowrap ${marks === 3 ? "font-semibold text-good" : "text-soft"} ${silent ? "" : "cursor-help underline decoration-dotted underline-offset-3"}`}
      {...(silent ? {} : { "data-tip": says, tabIndex: 0 })}
    >
      {marks > 0 && (
        <span aria-hidden="true" className="mr-1 tracking-tighter">
          {"●".repeat(marks)}
          {"○".repeat(3 - marks)}
        </span>
      )}
      {word}
    </span>
  );
}

/** What the mark means, for the element around it. */
export const steersTip = (score: number | null | undefined): string | undefined =>
  score === undefined ? undefined : steersVerdict(score).says;
