/** A whole conversation as the tokens that a model's chat template makes of it, with who says which of them. */
import type { ChatTurn } from "@/domain/chat";
import { FeaturescopeError } from "@/domain/errors";
import type { Turn } from "@/domain/passages";
import type { ChatTemplate } from "./chat-template";

export interface EncodedConversation {
  /** BOS first, whether the template writes it or not. */
  ids: number[];
  /** What stands between them are the template's marks. */
  turns: Turn[];
}

interface Span {
  role: ChatTurn["role"];
  /** In characters of the rendered text. */
  start: number;
  end: number;
}

/**
 * The whole text is encoded at once, as the model's makers do; a token that a message shares with a mark before it is the
 * message's. Throws BAD_INPUT where the template refuses the conversation or leaves open where its messages stand.
 */
export function encodeConversation(
  turns: readonly ChatTurn[],
  template: Pick<ChatTemplate, "render">,
  encode: (text: string) => number[],
  bos: number,
): EncodedConversation {
  const text = template.render(turns, { ended: true });
  const spans = findMessages(turns, text, template);
  const ids = encode(text);
  const tokens = tokenSpans(text, spans, ids, encode);
  const ahead = ids[0] === bos ? 0 : 1;
  return {
    ids: ahead ? [bos, ...ids] : ids,
    turns: tokens.map(({ role, start, end }) => ({ role, start: start + ahead, end: end + ahead })),
  };
}

/** Private-use characters, which no template looks for. */
const stub = (i: number) => `\ue000${i}\ue001`;
const STUB = /\ue000\d+\ue001/;

/** Where messages stand in the text: between the marks that the template writes around others of the same roles. */
function findMessages(
  turns: readonly ChatTurn[],
  text: string,
  template: Pick<ChatTemplate, "render">,
): Span[] {
  const marks = template
    .render(
      turns.map(({ role }, i) => ({ role, content: stub(i) })),
      { ended: true },
    )
    .split(STUB);
  if (marks.length !== turns.length + 1) throw unclear();
  let at = 0;
  const passMark = (mark = "") => {
    if (!text.startsWith(mark, at)) throw unclear();
    at += mark.length;
  };
  passMark(marks[0]);
  const spans = turns.map(({ role, content }, i): Span => {
    const start = at;
    const mark = marks[i + 1] ?? "";
    const last = i === turns.length - 1;
    // templates write messages as they are, or without the white space around them
    const written = [content, content.trim(), content.trimStart(), content.trimEnd()].find((form) => {
      if (!text.startsWith(form, start) || !text.startsWith(mark, start + form.length)) return false;
      return !last || start + form.length + mark.length === text.length;
    });
    if (written === undefined) throw unclear();
    at += written.length;
    const end = at;
    passMark(mark);
    return { role, start, end };
  });
  return spans;
}

function tokenSpans(
  text: string,
  spans: readonly Span[],
  ids: readonly number[],
  encode: (text: string) => number[],
): Span[] {
  const bounds = [0, ...spans.flatMap(({ start, end }) => [start, end]), text.length];
  const parts = bounds.slice(1).map((end, i) => encode(text.slice(bounds[i], end)));
  const counts = parts.map((part) => part.length);
  const apart = parts.flat();
  if (apart.length === ids.length && apart.every((id, i) => id === ids[i])) {
    const ends = counts.map((_, i) => counts.slice(0, i + 1).reduce((a, b) => a + b, 0));
    return spans.map(({ role }, i) => ({ role, start: ends[2 * i] ?? 0, end: ends[2 * i + 1] ?? 0 }));
  }
  // a token reaches over the edge of a message, or a space is put before each text: count what comes before it alike
  const tokensBefore = (end: number) => {
    const before = encode(text.slice(0, end));
    const differs = before.findIndex((id, i) => id !== ids[i]);
    return differs < 0 ? before.length : differs;
  };
  return spans.map(({ role, start, end }) => {
    const first = tokensBefore(start);
    return { role, start: first, end: Math.max(first, tokensBefore(end)) };
  });
}

const unclear = () =>
  new FeaturescopeError(
    "BAD_INPUT",
    "The model's chat template changes messages, so that it is open who says which tokens.",
    "Give the conversations as plain text.",
  );
