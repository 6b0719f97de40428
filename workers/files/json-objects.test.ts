import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { jsonObjects } from "./json-objects";

const OBJECTS = [{ a: 1 }, { text: 'brace } in "quotes" \\' }, { nested: { list: [{}, "]"] } }, { e: "é🐉" }];

async function read(text: string, size: number): Promise<unknown[]> {
  const chunks = Readable.from(
    Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size)),
  ) as AsyncIterable<string>;
  const found: unknown[] = [];
  for await (const value of jsonObjects(chunks, "file.json")) found.push(value);
  return found;
}

describe("jsonObjects", () => {
  it.each([1, 2, 7, 1000])("reads an array and lines alike, in pieces of %i", async (size) => {
    expect(await read(JSON.stringify(OBJECTS), size)).toEqual(OBJECTS);
    expect(await read(JSON.stringify(OBJECTS, null, 2), size)).toEqual(OBJECTS);
    expect(await read(`\uFEFF${OBJECTS.map((o) => JSON.stringify(o)).join("\r\n")}\n`, size)).toEqual(
      OBJECTS,
    );
  });

  it.each([
    ['[{"a":1},{"a":', "record 2: the file ends in its middle"],
    ['{"a":1}\n{"a" 2}', "record 2: not JSON"],
    ['"text"', 'record 1: """ where an object should begin'],
    ["<html>", 'record 1: "<" where'],
    [`{"a":"${"x".repeat(1 << 20)}`, "record 1: more than 1,048,576 characters"],
  ])("says where %j breaks", async (text, message) => {
    await expect(read(text, 64)).rejects.toThrow(message);
  });

  it("finds nothing in an empty file", async () => {
    expect(await read(" \n", 5)).toEqual([]);
    expect(await read("[]", 5)).toEqual([]);
  });
});
