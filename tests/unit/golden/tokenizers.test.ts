/** tokenizer.json of the kinds in use against Hugging Face's tokenizers 0.22.2 (tests/golden/make_tokenizers.py). */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { tokenStrings } from "@/domain/tokens";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readJsonFile } from "@/workers/files/json-file";
import { JsonTokenizer, tokenizerJson } from "@/workers/models/json-tokenizer";

const ROOT = join(PROJECT_ROOT, "tests/golden/tokenizers");
const expectedJson = z.object({
  vocabulary: z.number(),
  cases: z.array(z.object({ text: z.string(), ids: z.array(z.number()), decoded: z.string() })),
});

describe.each(readdirSync(ROOT))("tokenizer of the kind of %s", async (name) => {
  const file = join(ROOT, name, "tokenizer.json");
  const { vocabulary, cases } = await readJsonFile(join(ROOT, name, "expected.json"), expectedJson);
  const tokenizer = new JsonTokenizer(
    await readJsonFile(file, tokenizerJson),
    {},
    { file, bos: 0, eos: 0, vocabulary },
  );

  test.each(cases)("ids of $text", ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.encode(text, { bos: true })).toEqual([0, ...ids]);
  });

  test.each(cases)("text of the ids of $text", ({ ids, decoded }) => {
    expect(tokenizer.decode(ids)).toBe(decoded);
  });

  test("pieces for display make up the text", () => {
    for (const { text, ids } of cases.filter(
      (c) => /^[\p{L}\p{N}\p{P} \n\p{Emoji}]+$/u.test(c.text) && c.decoded === c.text,
    )) {
      const shown = tokenStrings(ids.map((id) => tokenizer.pieces[id] ?? "")).join("");
      expect([text, ` ${text}`]).toContain(shown); // some put a space before every text
    }
  });
});
