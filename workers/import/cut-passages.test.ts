import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { ChatTurn } from "@/domain/chat";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import { encodeConversation } from "../models/conversation";
import type { TextTokenizer } from "../models/text-tokenizer";
import type { CorpusPassage } from "../files/token-corpus";
import { splitLong } from "./texts/split-long";
import { cutPassages } from "./cut-passages";
import type { Sample } from "./texts/sample-of-row";

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

const config = { bos: BOS, vocabulary: 300 } as LanguageModelConfig;
const codes = (text: string) => Array.from(text, (c) => MARKS[c] ?? c.charCodeAt(0));

async function cutSamples(options: { tokenizer: TextTokenizer; length: number }, ...samples: Sample[]) {
  const rows = samples.map((sample, i) => ({ at: `row ${i + 1}`, sample }));
  const onRefused = (problem: string, at: string) => refused.push(`${at}: ${problem}`);
  return cutPassages(Readable.from(rows), { config, limit: 1000, onRefused, ...options });
}
const refused: string[] = [];

async function cut(template: Parameters<typeof tokenizer>[0], length: number, ...texts: string[]) {
  return (
    await cutSamples({ tokenizer: tokenizer(template), length }, ...texts.map((text) => ({ text })))
  ).map(({ ids }) => [...ids]);
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

/** In the manner of ChatML; refuses system messages. */
function chatTokenizer(): TextTokenizer {
  const plain = tokenizer((content) => `<user:${content}>`);
  const render = (turns: readonly ChatTurn[]) => {
    if (turns.some(({ role }) => role === "system"))
      throw new FeaturescopeError("BAD_INPUT", "The model's chat template refuses it: no system.", "");
    return turns.map(({ role, content }) => `<${role}:${content.trim()}>\n`).join("");
  };
  const encode = (text: string) => plain.encode(text);
  return { ...plain, encodeConversation: (turns) => encodeConversation(turns, { render }, encode, BOS) };
}

test("conversations keep who says what, in every passage that they reach into", async () => {
  refused.length = 0;
  const messages: ChatTurn[] = [
    { role: "user", content: "Hello" },
    { role: "assistant", content: " Hi there!" },
  ];
  const options = { tokenizer: chatTokenizer(), length: 64 };
  const system: ChatTurn[] = [{ role: "system", content: "x" }];
  const [whole, none] = await cutSamples(options, { messages }, { messages: system });
  expect([whole?.ids, none]).toEqual([
    Uint32Array.from(codes("<user:Hello>\n<assistant:Hi there!>\n")),
    undefined,
  ]);
  expect(refused).toEqual(["row 2: where the model's chat template refuses it: no system"]);
  const said = ({ ids, note }: CorpusPassage) =>
    note?.turns?.map(({ role, start, end }) => [role, String.fromCharCode(...ids.slice(start, end))]);
  expect(whole?.note?.tokens).toBe(whole?.ids.length);
  expect(whole && said(whole)).toEqual([
    ["user", "Hello"],
    ["assistant", "Hi there!"],
  ]);
  const parts = await cutSamples({ ...options, length: 16 }, { messages });
  expect(parts.map(said)).toEqual([[["user", "Hello"]], [["assistant", "Hi ther"]], [["assistant", "e!"]]]);
  expect(parts.every(({ ids, note }) => ids[0] === BOS && note?.tokens === ids.length)).toBe(true);
});

test("conversations need a chat template", async () => {
  const messages: ChatTurn[] = [{ role: "user", content: "Hello" }];
  await expect(cutSamples({ tokenizer: tokenizer(null), length: 64 }, { messages })).rejects.toMatchObject({
    code: "UNSUPPORTED",
    message: expect.stringContaining("no chat template") as string,
  });
});

test("token ids are parted at BOS, and refused beyond the vocabulary", async () => {
  const options = { tokenizer: tokenizer(null), length: 8 };
  const ids = [BOS, ...codes("one two"), BOS, ...codes("three four")];
  const passages = await cutSamples(options, { ids });
  expect(passages.map((passage) => [...passage.ids])).toEqual([
    [BOS, ...codes("one two")],
    [BOS, ...codes("three f")],
  ]);
  await expect(cutSamples(options, { ids: codes("four") }, { ids: [1, 300] })).rejects.toThrow(
    "The token 300 in row 2 is not among the 300 of the model",
  );
});

test("a text of millions of characters is parted at white space, and no character in two", () => {
  expect([...splitLong("one two three", 8)]).toEqual(["one two", " three"]);
  expect([...splitLong("🐉🐉🐉🐉", 5)]).toEqual(["🐉🐉", "🐉🐉"]);
  const long = "many words ".repeat(1_000_000);
  const parts = [...splitLong(long)];
  expect([parts.length, parts.join("") === long]).toEqual([3, true]);
});
