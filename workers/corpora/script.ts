import type { PassageNote } from "@/domain/passages";
import type { ChatFrame } from "../models/chat-frame";
import type { PassagePart, SampledPassage } from "../models/generation/sample-passages";
import type { TextTokenizer } from "../models/text-tokenizer";
import type { Assignment } from "./recipe";

/** An answer shorter than this says nothing: the passage is left out. */
const SHORTEST_ANSWER = 12;

/** A conversation in which the model answers each message of an assignment. */
export interface Script {
  parts: PassagePart[];
  /** Where the messages that are given stand: part, first token in it, end. */
  given: { part: number; role: "system" | "user"; start: number; end: number }[];
}

export function scriptOf(
  { system, user, limit }: Assignment,
  frame: ChatFrame,
  tokenizer: Pick<TextTokenizer, "encode">,
): Script {
  const script: Script = { parts: [], given: [] };
  const systemIds = tokenizer.encode(system);
  user.forEach((message, turn) => {
    const part = script.parts.length;
    const before = turn === 0 ? [...frame.open, ...systemIds, ...frame.systemToUser] : frame.assistantToUser;
    const ids = tokenizer.encode(message);
    if (turn === 0)
      script.given.push({
        part,
        role: "system",
        start: frame.open.length,
        end: frame.open.length + systemIds.length,
      });
    script.given.push({ part, role: "user", start: before.length, end: before.length + ids.length });
    script.parts.push({ given: [...before, ...ids, ...frame.userToAssistant] }, { limit });
  });
  return script;
}

/** A passage of a corpus, or null where the model said next to nothing. */
export function passageOf(
  { kind, topic, format }: Assignment,
  { given }: Script,
  { ids, starts }: SampledPassage,
  { bos, draw }: { bos: number; draw: number },
): { ids: number[]; note: PassageNote } | null {
  const ends = [...starts.slice(1), ids.length];
  const answers = starts.flatMap((start, part) =>
    part % 2 === 1 ? [{ start, end: ends[part] ?? start }] : [],
  );
  const [first] = answers;
  if (!first || first.end - first.start < SHORTEST_ANSWER) return null;
  if (format === "text") {
    const text = [bos, ...ids.slice(first.start, first.end)];
    return { ids: text, note: { tokens: text.length, draw, kind, topic } };
  }
  const turns = [
    ...given.flatMap(({ part, role, start, end }) => {
      const from = starts[part];
      return from === undefined ? [] : [{ role, start: from + start, end: from + end }];
    }),
    ...answers.map(({ start, end }) => ({ role: "assistant" as const, start, end })),
  ].sort((a, b) => a.start - b.start);
  return { ids, note: { tokens: ids.length, draw, kind, topic, turns } };
}
