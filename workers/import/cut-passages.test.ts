import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { LanguageModelConfig } from "@/domain/models";
import type { TextTokenizer } from "../models/text-tokenizer";
import { cutPassages } from "./cut-passages";

const BOS = 1;
const MARKS: Record<string, number> = { "<": BOS, ">": 2 };

/** A token a character: "<" is BOS and ">" the end of a text or turn, others their code. */
function tokenizer(template: ((content: string) => string) | null): TextTokenizer {
  const encode = (text: string) => Array.from(text, (c) => MARKS[c] ?? c.charCodeAt(0));
  return {
    ...{ bos: BOS, eos: 2, pieces: [], special: new Set([BOS, 2]) },
    encode,
    decode: () => "",
    ...(template
      ? { encodeChat: (turns) => encode(turns.map((turn) => template(turn.content)).join("")) }
      : {}),
  };
}

const config = { bos: BOS } as LanguageModelConfig;
const codes = (text: string) => Array.from(text, (c) => MARKS[c] ?? c.charCodeAt(0));

async function cut(template: Parameters<typeof tokenizer>[0], length: number, ...texts: string[]) {
  const options = { config, tokenizer: tokenizer(template), length, limit: 1000 };
  return (await cutPassages(Readable.from(texts), options)).map((ids) => [...ids]);
}

const CHAT = "<user:Hello>\n<assistant:Hi!>";

test("keeps the marks of turns where they are the token that begins a text", async () => {
  // "<user: ...>\n<assistant:" as templates in the manner of ChatML write it
  expect(await cut((content) => `<user:${content}>\n<assistant:`, 64, CHAT)).toEqual([codes(CHAT)]);
  // the first mark is BOS, and not a second one after it
  const [passage] = await cut((content) => `<user:${content}>\n<assistant:`, 64, CHAT.slice(1));
  expect(passage).toEqual(codes(CHAT));
});

test("a long conversation goes on in the next passage, behind BOS", async () => {
  const [first, second] = await cut((content) => `<user:${content}>\n<assistant:`, 16, CHAT);
  expect(first).toEqual(codes(CHAT.slice(0, 16)));
  expect(second).toEqual([BOS, ...codes(CHAT.slice(16))]);
});

test("leaves the token out where it does not mark turns", async () => {
  const expected = [[BOS, ...codes("one twothree")]];
  expect(await cut(null, 64, "one two<three")).toEqual(expected);
  expect(await cut((content) => `<[user]${content}[assistant]`, 64, "one two<three")).toEqual(expected);
});
