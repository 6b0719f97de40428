/** Texts of a corpus in the files that people have, and parquet as pyarrow 26.0.1 writes it (tests/golden/make_corpora.py). */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { Random } from "@/domain/random";
import { PROJECT_ROOT } from "@/workers/files/data-folder";
import { LeftOutRows } from "@/workers/import/texts/left-out-rows";
import { openCorpusFile, readSamples, type CorpusFileOptions } from "@/workers/import/texts/read-samples";
import type { Sample } from "@/workers/import/texts/sample-of-row";
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

async function readAll(path: string, options: CorpusFileOptions = {}) {
  const { kind, rows } = await openCorpusFile(path, options);
  const leftOut = new LeftOutRows("file", options.column);
  const samples: Sample[] = [];
  for await (const { sample } of readSamples(rows, options.column, leftOut)) samples.push(sample);
  return { kind, samples, leftOut: leftOut.summary() };
}
async function read(path: string, options: CorpusFileOptions = {}): Promise<string[]> {
  const { samples, leftOut } = await readAll(path, options);
  expect(leftOut).toBeNull();
  return samples.map((sample) => ("text" in sample ? sample.text : JSON.stringify(sample)));
}
const jsonLines = (texts: readonly unknown[]) => texts.map((text) => JSON.stringify({ text })).join("\n");

/** Two pages of text, so that nothing rests on a first piece. */
const TEXTS = Array.from(
  { length: 3000 },
  (_, i) => `Story ${i} of größe and 你好, 🐉.${" word".repeat(i % 50)}`,
);

describe("plain text", () => {
  test("is parted at <|endoftext|>, wherever the file's pieces end", async () => {
    const path = await written("stories.txt", TEXTS.join("\n<|endoftext|>\n"));
    expect(await read(path)).toEqual(TEXTS);
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

describe("encodings", () => {
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
  test.each([
    ["UTF-8 with a mark", Buffer.from(`\ufeff${jsonLines(TEXTS)}`)],
    [
      "UTF-8 with a mark and line ends of Windows",
      Buffer.from(`\ufeff${jsonLines(TEXTS).replaceAll("\n", "\r\n")}`),
    ],
    ["UTF-16", utf16(jsonLines(TEXTS))],
    ["UTF-16 the other way round", Buffer.from(utf16(jsonLines(TEXTS))).swap16()],
  ])("by the mark: %s", async (name, bytes) => {
    expect(await read(await written(`${name}.jsonl`, bytes))).toEqual(TEXTS);
  });
  test("of plain text, whose first character is no mark", async () => {
    expect(await readAll(await written("utf16.txt", utf16("day king rain")))).toEqual({
      kind: "plain text, UTF-16",
      samples: [{ text: "day king rain" }],
      leftOut: null,
    });
    expect(await read(await written("marked.txt", "\ufeffday king"))).toEqual(["day king"]);
  });
  test("Latin-1 is refused unless it is named", async () => {
    const path = await written("latin.txt", Buffer.from("un café à Zürich", "latin1"));
    await expect(read(path)).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message:
        "file: 1 of 1 rows cannot be read: 1 with bytes that are not of the encoding (the first is text 1).",
      hint: expect.stringContaining("latin1") as string,
    });
    expect(await read(path, { encoding: "latin1" })).toEqual(["un café à Zürich"]);
    const euro = await written("euro.txt", Uint8Array.of(0x80, 0x20, 0x93, 0x94));
    expect(await read(euro, { encoding: "latin1" })).toEqual(["€ “”"]);
  });
  test("UTF-16 without a mark is refused unless it is named, and a name that the mark contradicts too", async () => {
    const path = await written("unmarked.txt", Buffer.from("day king rain", "utf16le"));
    await expect(read(path)).rejects.toThrow(/13 of its first 26 bytes are NUL/);
    expect(await read(path, { encoding: "utf-16le" })).toEqual(["day king rain"]);
    const marked = await written("marked16.txt", utf16("day"));
    await expect(read(marked, { encoding: "latin1" })).rejects.toThrow(/byte-order mark of utf-16le/);
  });
  test("a replacement character in the file is a character, a byte that is no text costs its row alone", async () => {
    const path = await written(
      "bytes.jsonl",
      Buffer.concat([
        Buffer.from('{"text":"a \ufffd b"}\n{"text":"'),
        Uint8Array.of(0xe2, 0x82),
        Buffer.from('"}\n{"text":"c"}'),
      ]),
    );
    expect(await readAll(path)).toEqual({
      kind: "JSON lines, UTF-8",
      samples: [{ text: "a \ufffd b" }, { text: "c" }],
      leftOut: "1 of 3 rows was left out: 1 with bytes that are not of the encoding (the first is line 2).",
    });
  });
});

describe("packed files", () => {
  test.each([
    ["stories.jsonl.gz", "gzip, JSON lines, UTF-8"],
    ["stories.csv.gz", "gzip, CSV, UTF-8"],
    ["stories-without-an-end", "gzip, plain text, UTF-8"],
  ])("%s: unpacked by its first bytes", async (name, kind) => {
    const content = name.includes("jsonl")
      ? jsonLines(TEXTS)
      : name.includes("csv")
        ? `text\n${TEXTS.map((text) => `"${text}"`).join("\n")}`
        : TEXTS.join("<|endoftext|>");
    const path = await written(name, gzipSync(content));
    const found = await readAll(path);
    expect([found.kind, found.samples.length]).toEqual([kind, TEXTS.length]);
    expect(await read(path)).toEqual(TEXTS);
  });
  test("two parts of gzip one after the other are one text", async () => {
    const parts = [gzipSync("one <|endoftext|> "), gzipSync("two")];
    expect(await read(await written("parts.txt.gz", Buffer.concat(parts)))).toEqual(["one", "two"]);
  });
  test("Zstandard as zstd 1.5 writes it, frame after frame", async () => {
    const found = await readAll(golden("stories.jsonl.zst"));
    expect(found.kind).toBe("Zstandard, JSON lines, UTF-8");
    expect(found.samples).toEqual(
      Array.from({ length: 600 }, (_, i) => ({ text: `Story ${i}: größe, 你好, 🐉 and\nnew lines.` })),
    );
  });
  test.each([
    ["cut.jsonl.gz", () => gzipSync(jsonLines(TEXTS)).subarray(0, 3000)],
    ["cut.jsonl.zst", async () => (await readFile(golden("stories.jsonl.zst"))).subarray(0, 500)],
    ["window.zst", () => Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ])("%s: refused by name", async (name, bytes) => {
    const path = await written(name, await bytes());
    await expect(readAll(path)).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringContaining(`${path} cannot be unpacked`) as string,
    });
  });
});

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

describe("what is no text", () => {
  test.each([
    ["archive.zip", [0x50, 0x4b, 3, 4], "a zip archive", "Unpack it"],
    ["texts.jsonl.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "packed with xz", "gzip or zstd"],
    ["texts.bz2", [...Buffer.from("BZh91AY&SY")], "packed with bzip2", "gzip or zstd"],
    ["paper.txt", [...Buffer.from("%PDF-1.7")], "a PDF document", "as .txt"],
    ["picture.txt", [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], "a PNG picture", "plain text"],
    ["data.arrow", [0xff, 0xff, 0xff, 0xff, 16, 0, 0, 0], "an Arrow stream", "parquet"],
    ["weights.txt", [80, 1, 0, 0, 0, 0, 0, 0, 0x7b, 0x22], "a safetensors file", "of texts"],
    ["ids.npy", [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0], "a NumPy array", "parquet"],
    ["utf32.txt", [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], "text in UTF-32", "UTF-8"],
  ])("%s: refused by name, with what to do", async (name, start, kind, hint) => {
    const path = await written(name, Uint8Array.from([...start, ...new Array<number>(600).fill(7)]));
    await expect(readAll(path)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining(`${path} is not read: it is ${kind}`) as string,
      hint: expect.stringContaining(hint) as string,
    });
  });
  test("packed or not", async () => {
    const path = await written(
      "tape.gz",
      gzipSync(Buffer.concat([Buffer.alloc(257, 97), Buffer.from("ustar")])),
    );
    await expect(readAll(path)).rejects.toThrow(/a tar archive/);
  });
});
