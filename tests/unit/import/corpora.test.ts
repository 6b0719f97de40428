/** Files of a corpus as a whole: plain text, encodings, packed files, and what is no text. */
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { golden, jsonLines, useCorpusFiles } from "../../support/files/use-corpus-files";

const { written, readAll, read } = useCorpusFiles();

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
