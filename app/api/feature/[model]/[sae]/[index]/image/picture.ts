import { passageSegments, type Segment } from "@/app/components/activation-text/segments";
import { formatActivation, formatCount, formatPercent } from "@/domain/format";
import { pieceLabel } from "@/domain/tokens";
import type { FeatureDashboard } from "@/server/dashboards/feature-dashboard";

/** What the picture of a feature says, ready to be drawn: a function of the feature alone, so it can be hashed. */
export interface FeaturePicture {
  address: string;
  label: string | null;
  facts: string;
  examples: { value: string; parts: PicturePart[] }[];
}

export interface PicturePart {
  text: string;
  /** 0 for text that is not active, else tenths of the maximum. */
  level: number;
  peak: boolean;
}

const EXAMPLES = 5;
const LABEL_CHARACTERS = 88;
/** What fits into a line at the size of the examples. */
const BEFORE_PEAK = 38;
const AFTER_PEAK = 46;
const PROMOTED = 6;

/** @param label the shown one, or null */
export function featurePicture(
  { address, statistics, top }: FeatureDashboard,
  label: string | null,
): FeaturePicture {
  return {
    address: drawable(`${address.model} › ${address.sae} › ${address.index}`),
    label: label === null ? null : cut(drawable(label), LABEL_CHARACTERS),
    facts: statistics
      ? `on ${formatPercent(statistics.density)} of ${formatCount(statistics.tokensSeen)} tokens · max ` +
        `${formatActivation(statistics.max)} · promotes ${drawable(
          statistics.promoted
            .slice(0, PROMOTED)
            .map(({ piece }) => pieceLabel(piece).replaceAll("▁", ""))
            .join(" "),
        )}`
      : "nothing has been computed for it yet",
    examples: top.slice(0, EXAMPLES).map((example) => ({
      value: formatActivation(example.value),
      parts: partsAroundPeak(passageSegments(example, statistics?.max ?? example.value, 16, false).segments),
    })),
  };
}

/** One line: the peak with as much around it as fits. */
function partsAroundPeak(segments: readonly Segment[]): PicturePart[] {
  const parts = segments.flatMap((segment): PicturePart[] => {
    if (segment.kind === "line-end") return [];
    const text = drawable(segment.text);
    return [
      segment.kind === "token"
        ? { text, level: segment.level, peak: segment.peak }
        : { text, level: 0, peak: false },
    ];
  });
  const at = Math.max(
    0,
    parts.findIndex(({ peak }) => peak),
  );
  const before: PicturePart[] = [];
  let room = BEFORE_PEAK;
  for (const part of parts.slice(0, at).reverse()) {
    if (room <= 0) break;
    const text = Array.from(part.text).slice(-room).join("");
    before.unshift({ ...part, text: text.length < part.text.length ? `…${text}` : text });
    room -= Array.from(text).length;
  }
  const after: PicturePart[] = [];
  room = AFTER_PEAK;
  for (const part of parts.slice(at)) {
    if (room <= 0) break;
    const text = cut(part.text, room);
    after.push({ ...part, text });
    room -= Array.from(text).length;
  }
  return [...before, ...after].filter(({ text }) => text !== "");
}

function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

/**
 * Characters that Geist can draw. Another would have a font fetched for it from elsewhere while the picture is drawn,
 * and none of what orders or hides its neighbours is among them.
 */
const NOT_DRAWABLE =
  /[^ -~\u00a1-\u00ac\u00ae-\u0113\u0116-\u012b\u012e-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u014d\u0150-\u017e\u0400-\u045f\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2122\u2190-\u2193\u21b5\u2212\u2248\u2260\u2264\u2265]/gu;
const UNKNOWN = "◌";

/** The text with a ring for every character that cannot be drawn, white space as single spaces. */
function drawable(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").replace(NOT_DRAWABLE, UNKNOWN);
}
