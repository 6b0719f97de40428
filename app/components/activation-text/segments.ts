import type { Turn } from "@/domain/passages";
import { tokenTexts } from "@/domain/tokens";

/** A passage cut into plain text and active tokens, ready to be drawn. */
export type Segment =
  | { kind: "text"; text: string }
  /** A line break; `sign` where the ↵ before it has not been drawn as a token. */
  | { kind: "line-end"; sign: boolean }
  /** Who speaks from here on. */
  | { kind: "role"; role: Turn["role"] }
  | {
      kind: "token";
      text: string;
      value: number;
      /** 1..10, tenths of the feature's maximum. */
      level: number;
      /** First and last token position; they differ for a character that is several tokens long. */
      from: number;
      to: number;
      peak: boolean;
    };

export interface ShownPassage {
  segments: Segment[];
  /** Whether tokens before or after are left out. */
  cutBefore: boolean;
  cutAfter: boolean;
}

export interface PassageToShow {
  /** Token pieces of the whole passage, BOS first. */
  pieces: readonly string[];
  peak: number;
  positions: readonly number[];
  values: readonly number[];
  /** Of a conversation. Tokens of no turn are the template's marks, in whose place it is said who speaks. */
  turns?: readonly Turn[] | null;
}

/** How templates write tokens of their own. */
const CONTROL = /^<.*>$/;

const LEVELS = 10;
/** Bytes of UTF-8: so many tokens may belong to a character at the edge of the window. */
const LONGEST_CHARACTER = 4;

/**
 * @param max the feature's maximum, which the colours are relative to
 * @param window tokens shown on each side of the peak; null shows the whole passage
 * @param breaks whether line ends become segments of their own; otherwise they are spaces
 */
export function passageSegments(
  passage: PassageToShow,
  max: number,
  window: number | null,
  breaks: boolean,
): ShownPassage {
  const { pieces, peak } = passage;
  const first = window === null ? 1 : Math.max(1, peak - window);
  const last = window === null ? pieces.length - 1 : Math.min(pieces.length - 1, peak + window);
  const valueAt = new Map(passage.positions.map((position, i) => [position, passage.values[i] ?? 0]));
  const segments: Segment[] = [];
  const from = Math.max(1, first - LONGEST_CHARACTER + 1);
  let speaking: Turn | undefined;
  let markShown = false;
  for (const { text, start, length } of tokenTexts(pieces.slice(from, last + LONGEST_CHARACTER), from)) {
    const end = start + length - 1;
    if (end < first || start > last) continue;
    const value = largest(valueAt, start, end);
    const turn = passage.turns?.find((turn) => start < turn.end);
    if (turn !== speaking) {
      if (turn) addRole(segments, turn, breaks);
      speaking = turn;
      markShown = false;
    }
    if (passage.turns && (!turn || start < turn.start)) {
      // the rest of a mark is shown behind a part that is active
      if (value === 0 && (!markShown || CONTROL.test(text))) continue;
      markShown = true;
    }
    if (value === 0) addPlain(segments, text, breaks);
    else addActive(segments, { text, start, end, value, max, peak }, breaks);
  }
  trimEdges(segments);
  return { segments, cutBefore: first > 1, cutAfter: last < pieces.length - 1 };
}

function addPlain(segments: Segment[], text: string, breaks: boolean): void {
  if (!text.includes("\n")) return addText(segments, text);
  text.split("\n").forEach((line, i) => {
    if (i > 0 && breaks) segments.push({ kind: "line-end", sign: true });
    else if (i > 0) addText(segments, " ");
    addText(segments, line);
  });
}

function addRole(segments: Segment[], { role }: Turn, breaks: boolean): void {
  if (breaks && segments.length > 0) segments.push({ kind: "line-end", sign: false });
  segments.push({ kind: "role", role });
}

interface ActiveToken {
  text: string;
  start: number;
  end: number;
  value: number;
  max: number;
  peak: number;
}

/** The space before a word stays outside its mark; a token of white space alone is made visible. */
function addActive(segments: Segment[], token: ActiveToken, breaks: boolean): void {
  const { start, end, value, max, peak } = token;
  const visible = token.text.replace(/\n/g, "↵");
  const word = visible.trimStart();
  if (word !== "") addText(segments, visible.slice(0, visible.length - word.length));
  segments.push({
    kind: "token",
    text: word === "" ? visible.replace(/ /g, "␣") : word,
    value,
    level: Math.min(LEVELS, Math.max(1, Math.ceil((value / max) * LEVELS))),
    from: start,
    to: end,
    peak: start <= peak && peak <= end,
  });
  if (breaks && visible.includes("↵")) segments.push({ kind: "line-end", sign: false });
}

function addText(segments: Segment[], text: string): void {
  const before = segments.at(-1);
  if (before?.kind === "text") {
    before.text += text;
    return;
  }
  const begin = before?.kind === "role" ? text.trimStart() : text;
  if (begin !== "") segments.push({ kind: "text", text: begin });
}

/** A window may begin or end at a line end, which would leave an empty line, or end before somebody has said a word. */
function trimEdges(segments: Segment[]): void {
  while (segments[0] && isBlank(segments[0])) segments.shift();
  for (let tail = segments.at(-1); tail && (isBlank(tail) || tail.kind === "role"); tail = segments.at(-1))
    segments.pop();
  const opening = segments[0];
  if (opening?.kind === "text") opening.text = opening.text.trimStart();
}

function isBlank(segment: Segment): boolean {
  return segment.kind === "line-end" || (segment.kind === "text" && segment.text.trim() === "");
}

function largest(valueAt: ReadonlyMap<number, number>, start: number, end: number): number {
  let value = 0;
  for (let position = start; position <= end; position++) value = Math.max(value, valueAt.get(position) ?? 0);
  return value;
}
