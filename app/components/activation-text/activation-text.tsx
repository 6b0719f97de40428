import { Fragment } from "react";
import { formatActivation } from "@/domain/format";
import { passageSegments, type PassageToShow, type Segment } from "./segments";

interface Props {
  passage: PassageToShow;
  max: number;
  window: number | null;
  breaks: boolean;
  /** Whether the peak can be reached with the Tab key, and from it the other active tokens with the arrow keys. */
  focusable?: boolean;
}

/** A passage with the feature's activation drawn on its tokens. */
export function ActivationText({ passage, max, window, breaks, focusable = true }: Props) {
  const { segments, cutBefore, cutAfter } = passageSegments(passage, max, window, breaks);
  return (
    <bdi className="[overflow-wrap:anywhere]" data-tips-row={focusable ? "" : undefined}>
      {cutBefore && <Cut />}
      {segments.map((segment, i) => (
        <Fragment key={i}>{drawn(segment, focusable)}</Fragment>
      ))}
      {cutAfter && <Cut />}
    </bdi>
  );
}

function drawn(segment: Segment, focusable: boolean) {
  if (segment.kind === "text") return segment.text;
  if (segment.kind === "line-end") return <LineEnd sign={segment.sign} />;
  const { value, from, to, level, peak, text } = segment;
  const place = from === to ? `token ${from}` : `tokens ${from}–${to}`;
  return (
    <mark
      className={`act act-${level}${peak ? " act-peak" : ""}`}
      data-tip={`${formatActivation(value)} · ${place}`}
      tabIndex={focusable ? (peak ? 0 : -1) : undefined}
    >
      {text}
    </mark>
  );
}

function LineEnd({ sign }: { sign: boolean }) {
  return (
    <>
      {sign && (
        <span className="text-soft" aria-hidden="true">
          ↵
        </span>
      )}
      <br />
    </>
  );
}

function Cut() {
  return (
    <span className="text-soft" aria-hidden="true">
      …
    </span>
  );
}
