/** What a row of a corpus file holds: a text, a conversation or token ids, by the names that data sets have for them. */
import { z } from "zod";
import type { ChatTurn } from "@/domain/chat";
import { NOT_UTF8 } from "./decode";

export type Sample = { text: string } | { messages: ChatTurn[] } | { ids: number[] };

/** Looked for in this order where no column is named. */
export const COLUMNS: readonly string[] = [
  "text",
  "messages",
  "conversations",
  "conversation",
  "input_ids",
  "tokens",
];
/** Beside token ids: 0 where they are padding. */
export const MASK = "attention_mask";

/** Why a row holds nothing that can be read, as it stands in "3 rows ... (the first is line 7)". */
export type Reading = { sample: Sample } | { problem: string; columns?: string[] };

export const WITHOUT_TEXT = "without text";

/** @param column the column that is named, or undefined; a row that is a text by itself needs none */
export function sampleOfRow(value: unknown, column: string | undefined): Reading {
  if (typeof value === "string") return readText(value);
  const row = z.record(z.string(), z.unknown()).safeParse(value);
  if (!row.success) return { problem: value === null ? WITHOUT_TEXT : "that are no objects" };
  const name = column ?? COLUMNS.find((known) => known in row.data);
  const held = name === undefined ? undefined : row.data[name];
  if (held === undefined || held === null) return { problem: WITHOUT_TEXT, columns: Object.keys(row.data) };
  if (typeof held === "string") return readText(held);
  const columns = Object.keys(row.data);
  const list = arrayOf(held);
  if (!list) return { problem: `whose "${name}" is no text`, columns };
  if (list.length === 0) return { problem: WITHOUT_TEXT };
  return isId(list[0]) ? readIds(list, row.data[MASK]) : readMessages(list, name ?? "");
}

function readText(text: string): Reading {
  const problem = textProblem(text) ?? (text.trim() === "" ? WITHOUT_TEXT : null);
  return problem === null ? { sample: { text } } : { problem };
}

/** Why a text can be neither tokenised as it is nor kept, or null. */
export function textProblem(text: string): string | null {
  if (text.includes(NOT_UTF8)) return "with bytes that are not of the encoding";
  if (text.includes("\0")) return "with a NUL character";
  return /\p{Surrogate}/u.test(text) ? "with half of a surrogate pair" : null;
}

const arrayOf = (value: unknown): unknown[] | null => {
  if (Array.isArray(value)) return value as unknown[];
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Uint8Array) : null;
};

/** JSON gives numbers, parquet's 64-bit integers are bigint. */
const isId = (value: unknown): value is number | bigint =>
  typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));

function readIds(list: readonly unknown[], mask: unknown): Reading {
  if (!list.every(isId)) return { problem: "whose token ids are no whole numbers" };
  const ids = list.map(Number);
  const kept = arrayOf(mask);
  if (!kept) return { sample: { ids } };
  if (kept.length !== ids.length) return { problem: `whose ${MASK} is of another length` };
  return { sample: { ids: ids.filter((_, i) => Number(kept[i]) !== 0) } };
}

const part = z.looseObject({ type: z.literal("text"), text: z.string() });
const content = z.union([
  z.string(),
  z.array(part).transform((parts) => parts.map(({ text }) => text).join("")),
]);
const message = z.union([
  z.looseObject({ role: z.string(), content }),
  // as ShareGPT and what was made after it write them
  z.looseObject({ from: z.string(), value: z.string() }).transform(({ from, value }) => ({
    role: from,
    content: value,
  })),
]);

const ROLES: Readonly<Record<string, ChatTurn["role"]>> = {
  ...{ system: "system", user: "user", assistant: "assistant" },
  ...{ human: "user", gpt: "assistant", chatgpt: "assistant", bing: "assistant", bard: "assistant" },
};

function readMessages(list: readonly unknown[], name: string): Reading {
  const messages = z.array(message).safeParse(list);
  if (!messages.success) return { problem: `whose "${name}" are neither token ids nor messages of text` };
  const turns: ChatTurn[] = [];
  for (const said of messages.data) {
    const role = ROLES[said.role];
    if (!role) return { problem: `with a message of the role "${said.role.slice(0, 20)}"` };
    const problem = textProblem(said.content);
    if (problem) return { problem };
    turns.push({ role, content: said.content });
  }
  return { sample: { messages: turns } };
}
