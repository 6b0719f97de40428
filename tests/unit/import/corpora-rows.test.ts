/** Rows of a corpus: JSON, CSV, conversations, token ids, and parquet as pyarrow 26.0.1 writes it. */
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { Random } from "@/domain/random";
import { mutateBytes } from "../../support/files/mutate";
import { golden, jsonLines, useCorpusFiles } from "../../support/files/use-corpus-files";

const { written, readAll, read } = useCorpusFiles();

/** Two pages of text, so that nothing rests on a first piece. */
const TEXTS = Array.from(
  { length: 3000 },
  (_, i) => `Story ${i} of größe and 你好, 🐉.${" word".repeat(i % 50)}`,
);

describe("JSON lines", () => {
  test("are read by the named column, blank lines and line ends of any kind left out", async () => {
    const lines = ['{"text":"a \\u4f60","n":1}', "", '{"n":2,"text":"b\\nc"}'];
    const path = await written("x.jsonl", lines.join("\r\n"));
    expect(await read(path)).toEqual(["a 你", "b\nc"]);
    await expect(read(path, { column: "story" })).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: 'file has no text in "story": 2 without text (the first is line 1).',
      hint: "Name the column with --column: n, text.",
    });
    await expect(read(await written("other.jsonl", '{"body":"a"}'))).rejects.toMatchObject({
      message: "file has no column whose name says that it holds text.",
      hint: "Name the column with --column: body.",
    });
  });
  test.each([
    ["null", '{"text":null}', "1 without text"],
    ["missing", '{"n":1}', "1 without text"],
    ["a number", '{"text":5}', '1 whose "text" is no text'],
    ["broken", '{"text":', "1 not JSON"],
    ["no object", "[1]", "1 that are no objects"],
    ["NUL", '{"text":"a\\u0000b"}', "1 with a NUL character"],
    ["half of a pair", '{"text":"a \\ud83d"}', "1 with half of a surrogate pair"],
  ])("a row with %s is left out, and said", async (_, row, reason) => {
    const path = await written("rows.jsonl", ['{"text":"a"}', row, '{"text":"b"}'].join("\n"));
    expect(await readAll(path)).toEqual({
      kind: "JSON lines, UTF-8",
      samples: [{ text: "a" }, { text: "b" }],
      leftOut: `1 of 3 rows was left out: ${reason} (the first is line 2).`,
    });
  });
  test("of which most cannot be read are refused", async () => {
    const path = await written("bad.jsonl", ['{"text":"a"}', "{", "}", "b"].join("\n"));
    await expect(readAll(path)).rejects.toThrow(
      "file: 3 of 4 rows cannot be read: 3 not JSON (the first is line 2).",
    );
  });
  test("a document of millions of characters is read, and one beyond every limit passed over", async () => {
    const long = "many words ".repeat(400_000);
    expect(await read(await written("document.jsonl", jsonLines(["a", long, "b"])))).toEqual([
      "a",
      long,
      "b",
    ]);
    const huge = `{"text":"${"x".repeat(65 << 20)}"}`;
    const path = await written("huge.jsonl", `${jsonLines(["a"])}\n${huge}\n${jsonLines(["b"])}`);
    expect(await readAll(path)).toEqual({
      kind: "JSON lines, UTF-8",
      samples: [{ text: "a" }, { text: "b" }],
      leftOut: "1 of 3 rows was left out: 1 longer than 64 million characters (the first is line 2).",
    });
  });
});

describe("a JSON file", () => {
  test("holds an array of rows or of texts, or a value a line", async () => {
    const rows = TEXTS.map((text, i) => ({ text, tags: [{ "a]": "}" }, i], quote: '\\" [' }));
    for (const json of [JSON.stringify(rows), JSON.stringify(rows, null, 2), JSON.stringify(TEXTS)])
      expect(await read(await written("array.json", json))).toEqual(TEXTS);
    expect((await readAll(await written("lines.json", jsonLines(TEXTS)))).kind).toBe("JSON lines, UTF-8");
    expect(await read(await written("empty.json", " [ ] "))).toEqual([]);
  });
  test("with single elements that are none leaves them out", async () => {
    const path = await written("some.json", '[{"text":"a"}, null, {"text":"b"}, nonsense, {"text":"c"}]');
    expect(await readAll(path)).toMatchObject({
      samples: [{ text: "a" }, { text: "b" }, { text: "c" }],
      leftOut:
        "2 of 5 rows were left out: 1 without text (the first is element 2), 1 not JSON (the first is element 4).",
    });
  });
  test.each([
    ["cut", '[{"text":"a"}, {"text":', "it ends in the middle of its array"],
    ["two arrays", '["a"] ["b"]', '"[" outside of the array'],
    ["text behind it", '["a"] b', "text behind the array"],
  ])("%s: refused", async (name, json, message) => {
    await expect(readAll(await written(`${name}.json`, json))).rejects.toThrow(message);
  });
});

describe("CSV", () => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  test.each([
    [",", "commas.csv", "CSV, UTF-8"],
    [";", "semicolons.csv", "CSV with semicolons, UTF-8"],
    ["\t", "tabs.tsv", "CSV with tabs, UTF-8"],
  ])("parted by %j gives the named column", async (separator, name, kind) => {
    const texts = [...TEXTS, 'He said "no",\r\nthen; left\t.', '"', "plain"];
    const lines = texts.map((text, i) => [i, quoted(text), ""].join(separator));
    const path = await written(
      name,
      ["id", "story", "x"].join(separator) + "\r\n" + lines.join("\r\n") + "\r\n",
    );
    expect(await read(path, { column: "story" })).toEqual(texts);
    expect((await readAll(path, { column: "story" })).kind).toBe(kind);
    await expect(readAll(path)).rejects.toMatchObject({
      hint: "Name the column with --column: id, story, x.",
    });
  });
  test("without quotes", async () => {
    expect(await read(await written("plain.csv", "text,label\nday king,1\n\nrain,2"))).toEqual([
      "day king",
      "rain",
    ]);
  });
  test("records that could be understood otherwise are left out, and said", async () => {
    const records = ["a,1", "b, and more,2", '"c" and d,3', '"e\nf",4', "g"];
    const path = await written("odd.csv", ["text,label", ...records, "h,1", "i,1", "j,1"].join("\n"));
    expect(await readAll(path)).toMatchObject({
      samples: ["a", "e\nf", "h", "i", "j"].map((text) => ({ text })),
      leftOut:
        "3 of 8 rows were left out: 1 of 3 fields where the first line names 2 (the first is line 3), " +
        "1 with text behind a closing quote (the first is line 4), " +
        "1 of 1 fields where the first line names 2 (the first is line 7).",
    });
    await expect(readAll(await written("open.csv", 'text\na\n"b\nc'))).rejects.toThrow(
      /line 3: a quote is never closed/,
    );
  });
});

describe("conversations and token ids", () => {
  const CHAT = [
    { role: "system", content: "Be kind." },
    { role: "user", content: "Who are you?" },
    { role: "assistant", content: "A model." },
  ];
  test("are found by the names of their columns", async () => {
    const rows = [
      { messages: CHAT },
      { conversations: [{ from: "human", value: "Hi" }, { from: "gpt", value: "Ho" }] }, // prettier-ignore
      { messages: [{ role: "user", content: [{ type: "text", text: "a" }, { type: "text", text: "b" }] }] }, // prettier-ignore
      { input_ids: [3, 4, 5, 0, 0], attention_mask: [1, 1, 1, 0, 0] },
      { tokens: [7, 8] },
    ];
    const path = await written("mixed.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"));
    expect((await readAll(path)).samples).toEqual([
      { messages: CHAT },
      { messages: [{ role: "user", content: "Hi" }, { role: "assistant", content: "Ho" }] }, // prettier-ignore
      { messages: [{ role: "user", content: "ab" }] },
      { ids: [3, 4, 5] },
      { ids: [7, 8] },
    ]);
  });
  test("what a text cannot say is left out", async () => {
    const messages = [
      CHAT,
      [{ role: "tool", content: "{}" }],
      [{ role: "user", content: [{ type: "image_url", image_url: "x" }] }],
      [{ role: "user", content: "\ud83d" }],
      CHAT,
      CHAT,
      CHAT,
    ];
    const path = await written(
      "chat.jsonl",
      messages.map((list) => JSON.stringify({ messages: list })).join("\n"),
    );
    const { samples, leftOut } = await readAll(path);
    expect(samples).toHaveLength(4);
    expect(leftOut).toBe(
      '3 of 7 rows were left out: 1 with a message of the role "tool" (the first is line 2), ' +
        '1 whose "messages" are neither token ids nor messages of text (the first is line 3), ' +
        "1 with half of a surrogate pair (the first is line 4).",
    );
  });
  test("in parquet", async () => {
    expect((await readAll(golden("messages.parquet"))).samples).toEqual([
      { messages: CHAT },
      { messages: [{ role: "user", content: "größe 🐉" }] },
    ]);
    expect((await readAll(golden("input-ids.parquet"))).samples).toEqual([
      { ids: [3, 4, 5] },
      { ids: [6, 7, 8, 9] },
    ]);
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
    expect(await read(golden(file), { column: "story" })).toEqual(texts);
  });
  test("names the columns there are, and leaves out the row that has no text", async () => {
    await expect(read(golden("snappy.parquet"), { column: "body" })).rejects.toMatchObject({
      hint: "Name the column with --column: id, text, story.",
    });
    expect(await readAll(golden("with-null.parquet"))).toEqual({
      kind: "parquet",
      samples: [{ text: "a" }, { text: "b" }],
      leftOut: "1 of 3 rows was left out: 1 without text (the first is row 2).",
    });
    await expect(read(await written("no.parquet", "PAR1 but not really PAR1"))).rejects.toThrow(
      /it is not parquet/,
    );
    const packed = await written("packed.parquet.gz", gzipSync(await readFile(golden("snappy.parquet"))));
    await expect(readAll(packed)).rejects.toThrow(/parquet inside of gzip/);
  });
  test("damaged 500 times: read or refused by name", async () => {
    const original = await readFile(golden("snappy.parquet"));
    const random = new Random(3);
    let refused = 0;
    for (let round = 0; round < 500; round++) {
      const path = await written("damaged.parquet", mutateBytes(original, random));
      try {
        const { samples } = await readAll(path);
        if (samples.length > 1000) throw new Error(`${samples.length} rows in round ${round}`);
      } catch (error) {
        if (!(error instanceof FeaturescopeError)) throw new Error(`In round ${round}`, { cause: error });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

test.each([
  [
    "rows.csv",
    Buffer.from(`text,n\n${Array.from({ length: 40 }, (_, i) => `"a ""b"", c\nd",${i}`).join("\n")}`),
  ],
  [
    "rows.json",
    Buffer.from(JSON.stringify(TEXTS.slice(0, 40).map((text) => ({ text, n: ["x", { y: 1 }] })))),
  ],
  ["rows.jsonl.gz", gzipSync(jsonLines(TEXTS.slice(0, 40)))],
  ["rows.jsonl.zst", null],
  ["rows.txt", Buffer.from(`\ufeff${TEXTS.slice(0, 9).join("<|endoftext|>")}`, "utf16le")],
])("%s damaged 400 times: read or refused by name", async (name, content) => {
  const original = content ?? (await readFile(golden("stories.jsonl.zst")));
  const random = new Random(5);
  let whole = 0;
  for (let round = 0; round < 400; round++) {
    const path = await written(name, mutateBytes(original, random));
    try {
      const { samples, leftOut } = await readAll(path);
      for (const sample of samples)
        if ("text" in sample && /\0|\p{Surrogate}/u.test(sample.text))
          throw new Error(`kept in round ${round}`);
      if (leftOut === null) whole++;
    } catch (error) {
      if (!(error instanceof FeaturescopeError)) throw new Error(`In round ${round}`, { cause: error });
    }
  }
  expect(whole).toBeLessThan(400);
});
