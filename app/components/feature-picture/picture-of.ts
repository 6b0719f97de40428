import { passageSegments, type Segment } from "@/app/components/activation-text/segments";
import { formatActivation, formatCount, formatPercent } from "@/domain/format";
import { pieceLabel } from "@/domain/tokens";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";
import { VERSION } from "@/server/env";
import { DRAWING_VERSION, type FeaturePicture, type PicturePart } from "@/server/pictures/feature-picture";
import { etagOf } from "@/server/rest/respond";

const EXAMPLES = 5;
const LABEL_CHARACTERS = 88;
const ADDRESS_CHARACTERS = 70;
/** What fits into a line at the size of the examples. */
const BEFORE_PEAK = 38;
const AFTER_PEAK = 46;
const PROMOTED = 6;
/** What is drawn takes time by its length, seen or not. */
const PROMOTED_CHARACTERS = 60;

export function featurePicture({
  address,
  statistics,
  top,
  label,
}: Pick<FeatureDashboard, "address" | "statistics" | "top" | "label">): FeaturePicture {
  return {
    address: cut(drawable(`${address.model} › ${address.sae} › ${address.index}`), ADDRESS_CHARACTERS),
    label: label && cut(drawable(label.text), LABEL_CHARACTERS),
    facts: statistics
      ? `on ${formatPercent(statistics.density)} of ${formatCount(statistics.tokensSeen)} tokens · max ` +
        `${formatActivation(statistics.max)} · promotes ${cut(
          drawable(
            statistics.promoted
              .slice(0, PROMOTED)
              .map(({ piece }) => pieceLabel(piece).replaceAll("▁", ""))
              .join(" "),
          ),
          PROMOTED_CHARACTERS,
        )}`
      : "nothing has been computed for it yet",
    examples: top.slice(0, EXAMPLES).map((example) => ({
      value: formatActivation(example.value),
      parts: partsAroundPeak(passageSegments(example, statistics?.max ?? example.value, 16, false).segments),
    })),
  };
}

/** Names a picture by everything in it, and by how it is drawn. */
export function pictureHash(picture: FeaturePicture): string {
  return etagOf({ picture, DRAWING_VERSION, VERSION }).slice(1, -1);
}

/** One line: the peak with as much around it as fits. */
function partsAroundPeak(segments: readonly Segment[]): PicturePart[] {
  const parts = segments.flatMap((segment): PicturePart[] => {
    if (segment.kind === "line-end") return [];
    if (segment.kind === "role") return [{ text: ` ${segment.role}: `, level: 0, peak: false }];
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
