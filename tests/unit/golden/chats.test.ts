/** Conversations as transformers 4.57.6 encodes them, from the files that it wrote (tests/golden/make_chats.py). */
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { chatTurn } from "@/domain/chat";
import type { LanguageModelConfig } from "@/domain/models";
import { turn } from "@/domain/passages";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readJsonFile } from "@/workers/files/json-file";
import { loadTokenizer } from "@/workers/files/language-model";
import { encodePrompt } from "@/workers/models/text-tokenizer";

const ROOT = join(PROJECT_ROOT, "tests/golden/chats");
const expectedJson = z.object({
  vocabulary: z.number(),
  bos: z.number(),
  cases: z.array(
    z.object({
      chat: z.string(),
      messages: z.array(chatTurn),
      ids: z.array(z.number()).optional(),
      ended: z.object({ ids: z.array(z.number()), turns: z.array(turn) }).optional(),
      error: z.string().optional(),
    }),
  ),
});

async function load(folder: string, { vocabulary, bos }: { vocabulary: number; bos: number }) {
  const config = { bos, eos: bos, vocabulary } as LanguageModelConfig;
  return loadTokenizer(folder, config);
}

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

describe.each([
  ["headers", "a file of its own, and BOS in the template"],
  ["marks", "tokenizer_config.json, and no BOS in the template"],
  ["turns", "one of several by name, and refusals"],
])("a template as of %s (%s)", async (name) => {
  const expected = await readJsonFile(join(ROOT, name, "expected.json"), expectedJson);

  test.each(expected.cases)("$chat", async ({ messages, ids, error }) => {
    const tokenizer = await load(join(ROOT, name), expected);
    const prompt = messages.at(-1)?.content ?? "";
    const encode = () => encodePrompt(tokenizer, prompt, messages.slice(0, -1));
    if (!ids) {
      expect(error).toBeTruthy();
      expect(encode).toThrow(
        expect.objectContaining({
          code: "BAD_INPUT",
          message: expect.stringContaining("System role not supported") as string,
        }),
      );
      return;
    }
    // here every text begins with BOS; where the template writes it there is one all the same
    expect(encode()).toEqual(name === "marks" ? [expected.bos, ...ids] : ids);
    expect(encode().filter((id) => id === expected.bos).length).toBe(
      name === "marks" ? 1 + ids.filter((id) => id === expected.bos).length : 1,
    );
  });
});

describe.each(["headers", "marks", "turns"])(
  "a conversation that has ended, by the template of %s",
  async (name) => {
    const expected = await readJsonFile(join(ROOT, name, "expected.json"), expectedJson);
    test.each(expected.cases.filter(({ ended }) => ended))(
      "$chat: who says which tokens",
      async ({ messages, ended }) => {
        const { encodeConversation } = await load(join(ROOT, name), expected);
        const ahead = name === "marks" ? 1 : 0;
        expect(encodeConversation?.(messages)).toEqual({
          ids: ahead ? [expected.bos, ...(ended?.ids ?? [])] : ended?.ids,
          turns: ended?.turns.map(({ role, start, end }) => ({
            role,
            start: start + ahead,
            end: end + ahead,
          })),
        });
      },
    );
  },
);

describe("a tokenizer", () => {
  test("without a template says so, and takes plain text", async () => {
    const folder = join(PROJECT_ROOT, "tests/golden/tokenizers/gpt2");
    const tokenizer = await load(folder, { vocabulary: 520, bos: 0 });
    expect(tokenizer.encodeChat).toBeUndefined();
    expect(encodePrompt(tokenizer, "a", undefined)[0]).toBe(0);
    expect(() => encodePrompt(tokenizer, "a", [])).toThrow(expect.objectContaining({ code: "UNSUPPORTED" }));
  });

  test("with a template that cannot be read is refused by the name of its folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "featurescope-chat-"));
    folders.push(folder);
    await cp(join(ROOT, "headers"), folder, { recursive: true });
    await writeFile(join(folder, "chat_template.jinja"), "{% for %}");
    await expect(load(folder, { vocabulary: 400, bos: 0 })).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringContaining(folder) as string,
    });
  });
});
