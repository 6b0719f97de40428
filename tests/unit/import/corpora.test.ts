/** Texts of a corpus: plain, JSON lines, and parquet as pyarrow 26.0.1 writes it (tests/golden/make_corpora.py). */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { Random } from "@/domain/random";
import { PROJECT_ROOT } from "@/workers/files/data-folder";
import { readTexts } from "@/workers/import/read-texts";
import { mutateBytes } from "../../support/files/mutate";
import { temporaryFolder, type TemporaryFolder } from "../../support/temporary-folder";

const golden = (file: string) => join(PROJECT_ROOT, "tests/golden/corpora", file);
let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder("corpora");
});
afterAll(() => folder.remove());

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, content);
  return path;
}
async function read(path: string, column?: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of readTexts(path, column)) texts.push(text);
  return texts;
}

describe("plain text", () => {
  test("is parted at <|endoftext|>, wherever the file's pieces end", async () => {
    const texts = Array.from({ length: 3000 }, (_, i) => `Story ${i} of 你好.${" word".repeat(i % 50)}`);
    const path = await written("stories.txt", texts.join("\n<|endoftext|>\n"));
    expect(await read(path)).toEqual(texts);
  });
  test("without a separator is one text, and an empty file none", async () => {
    expect(await read(await written("one.txt", " one\ntext "))).toEqual(["one\ntext"]);
    expect(await read(await written("none.txt", "\n<|endoftext|>\n"))).toEqual([]);
  });
  test("of many megabytes without a separator comes in pieces, so that it never fills the memory", async () => {
    const pieces = await read(await written("long.txt", "many words ".repeat(1_000_000)));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("").replace(/ /g, "")).toBe("manywords".repeat(1_000_000));
  });
});

describe("JSON lines", () => {
  test("are read by the named column, blank lines and line ends of any kind left out", async () => {
    const lines = ['{"text":"a \\u4f60","n":1}', "", '{"n":2,"text":"b\\nc"}'];
    const path = await written("x.jsonl", lines.join("\r\n"));
    expect(await read(path)).toEqual(["a 你", "b\nc"]);
    await expect(read(path, "story")).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: `${path}, line 1 has no text in "story".`,
      hint: "Name the column with --column: text, n.",
    });
  });
  test.each([
    ["broken", '{"text":"a"}\n{"text":', "line 2 is not JSON."],
    ["no object", '{"text":"a"}\n["b"]', "line 2: it is no object."],
    ["a line of megabytes", `{"text":"${"a".repeat(5 << 20)}"}`, "line 1 has 5242891 characters."],
    ["a text that is a number", '{"text":5}', 'line 1 has no text in "text".'],
  ])("%s: refused by its line", async (name, content, message) => {
    await expect(read(await written(`${name}.jsonl`, content))).rejects.toThrow(message);
  });
});

describe("parquet", () => {
  test.each([
    ["zstd.parquet", 600],
    ["snappy.parquet", 40],
  ])("%s: every row, in order", async (file, rows) => {
    const texts = await read(golden(file));
    expect(texts).toEqual(
      Array.from({ length: rows }, (_, i) => `Story ${i}: größe, 你好, 🐉 and\nnew lines.`),
    );
    expect(await read(golden(file), "story")).toEqual(texts);
  });
  test("names the columns there are, and the row that has no text", async () => {
    await expect(read(golden("snappy.parquet"), "body")).rejects.toMatchObject({
      hint: "Name the column with --column: id, text, story.",
    });
    await expect(read(golden("with-null.parquet"))).rejects.toThrow(/row 2 has no text in "text"/);
    await expect(read(await written("no.parquet", "PAR1 but not really PAR1"))).rejects.toThrow(
      /it is not parquet/,
    );
  });
  test("damaged 500 times: read or refused by name", async () => {
    const original = await readFile(golden("snappy.parquet"));
    const random = new Random(3);
    let refused = 0;
    for (let round = 0; round < 500; round++) {
      const path = await written("damaged.parquet", mutateBytes(original, random));
      try {
        const texts = await read(path);
        if (texts.length > 1000) throw new Error(`${texts.length} rows in round ${round}`);
      } catch (error) {
        if (!(error instanceof FeaturescopeError)) throw new Error(`In round ${round}`, { cause: error });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});
