/** What a chat template writes around the messages of a conversation, as tokens, so that a text can be put together turn by turn. */
import type { ChatTurn } from "@/domain/chat";
import { FeaturescopeError } from "@/domain/errors";
import type { TextTokenizer } from "./text-tokenizer";

export interface ChatFrame {
  /** Before the system message, and between messages; the last one ends where the assistant begins to write. */
  open: number[];
  systemToUser: number[];
  userToAssistant: number[];
  assistantToUser: number[];
}

/**
 * Found by writing short conversations that differ in one message.
 * Throws UNSUPPORTED for a model without a chat template, or whose template changes what stands around a message.
 */
export function chatFrameOf(tokenizer: TextTokenizer): ChatFrame {
  const { encodeChat } = tokenizer;
  if (!encodeChat) throw unsupported("This model has no chat template: it was not trained for conversations.");
  const roles = ["system", "user", "assistant", "user"] as const;
  const render = (...contents: string[]) =>
    encodeChat(contents.map((content, i): ChatTurn => ({ role: roles[i] ?? "user", content })));
  const base = render("x", "x", "x", "x");
  const system = firstDifference(base, render("y", "x", "x", "x"));
  const user = firstDifference(base, render("x", "y", "x", "x"));
  const assistant = firstDifference(base, render("x", "x", "y", "x"));
  const last = firstDifference(base, render("x", "x", "x", "y"));
  const frame = {
    open: base.slice(0, system),
    systemToUser: base.slice(system + 1, user),
    userToAssistant: base.slice(user + 1, assistant),
    assistantToUser: base.slice(assistant + 1, last),
  };
  const content = tokenizer.encode("Is this one right?");
  const expected = [...frame.open, ...content, ...frame.systemToUser, ...content, ...frame.userToAssistant];
  const found = render("Is this one right?", "Is this one right?");
  if (expected.length !== found.length || expected.some((id, i) => id !== found[i]))
    throw unsupported("The model's chat template writes more than marks around the messages.");
  return frame;
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((id, i) => id !== b[i]);
  if (at < 0) throw unsupported("The model's chat template leaves messages out.");
  return at;
}

const unsupported = (message: string) =>
  new FeaturescopeError("UNSUPPORTED", message, "Ask for passages of plain text instead.");
