import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FeaturescopeError, type ErrorCode } from "@/domain/errors";
import type { HostTensor } from "../engine/ops";
import { readSafetensors, writeSafetensors } from "./safetensors";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safetensors-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file put together by hand: the header as given, whatever it says. */
function file(header: unknown, data: ArrayLike<number> = [], claimed?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const float = (values: number[], shape = [values.length]): HostTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(values),
});

const tensor = (dtype: string, shape: unknown, begin: unknown, end: unknown) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

async function failure(work: Promise<unknown>): Promise<FeaturescopeError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FeaturescopeError);
  return error as FeaturescopeError;
}

describe("reading", () => {
  it("reads every supported type, in the order of the data, with metadata", async () => {
    const header = {
      __metadata__: { format: "pt" },
      bf16: tensor("BF16", [2], 4, 8),
      f16: tensor("F16", [1, 2], 0, 4),
      i64: tensor("I64", [1], 8, 16),
      i32: tensor("I32", [1], 16, 20),
      f32: tensor("F32", [], 20, 24),
      f64: tensor("F64", [1], 24, 32),
      none: tensor("F32", [0, 7], 32, 32),
    };
    const data = [
      ...[0x00, 0x3e, 0x00, 0xc0], // 1.5, -2
      ...[0xc0, 0x3f, 0x80, 0xff], // 1.5, -Infinity
      ...[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // -2
      ...[0x00, 0x01, 0x00, 0x00], // 256
      ...[0x00, 0x00, 0xc0, 0xbf], // -1.5
      ...[0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xe0, 0x3f], // 0.5
    ];
    const { tensors, metadata } = await readSafetensors(file(header, data));
    expect(metadata).toEqual({ format: "pt" });
    expect([...tensors]).toEqual([
      ["f16", { dtype: "float32", shape: [1, 2], data: Float32Array.of(1.5, -2) }],
      ["bf16", { dtype: "float32", shape: [2], data: Float32Array.of(1.5, -Infinity) }],
      ["i64", { dtype: "int32", shape: [1], data: Int32Array.of(-2) }],
      ["i32", { dtype: "int32", shape: [1], data: Int32Array.of(256) }],
      ["f32", { dtype: "float32", shape: [], data: Float32Array.of(-1.5) }],
      ["f64", { dtype: "float32", shape: [1], data: Float32Array.of(0.5) }],
      ["none", { dtype: "float32", shape: [0, 7], data: Float32Array.of() }],
    ]);
  });

  it("reads data at any alignment and never hands out the caller's bytes", async () => {
    const header = JSON.stringify({ w: tensor("F32", [2], 0, 8) });
    const data = new Uint8Array(Float32Array.of(0.25, -8).buffer);
    for (const padding of [0, 1, 2, 3]) {
      const exact = file(header + " ".repeat(padding), data);
      const shifted = new Uint8Array(exact.length + 1);
      shifted.set(exact, 1);
      const { tensors } = await readSafetensors(shifted.subarray(1));
      shifted.fill(0xff);
      expect(tensors.get("w")?.data).toEqual(Float32Array.of(0.25, -8));
    }
  });

  it("takes a tensor named like a property of objects for what it is", async () => {
    const text = `{"__proto__":${JSON.stringify(tensor("F32", [1], 0, 4))}}`;
    const { tensors } = await readSafetensors(file(text, [0, 0, 128, 63]));
    expect([...tensors.keys()]).toEqual(["__proto__"]);
  });

  it("names the path of a file that is not there", async () => {
    const path = join(folder, "nowhere.safetensors");
    const error = await failure(readSafetensors(path));
    expect(error.code).toBe("NOT_FOUND");
    expect(error.message).toContain(path);
  });
});

describe("hostile files", () => {
  const f32 = tensor("F32", [1], 0, 4);
  const four = [0, 0, 0, 0];
  const eight = [...four, ...four];
  const cases: [string, Uint8Array, ErrorCode, string][] = [
    ["nothing", new Uint8Array(), "CORRUPT_FILE", "0 bytes are too few"],
    ["half a length", new Uint8Array(7), "CORRUPT_FILE", "7 bytes are too few"],
    [
      "a header longer than the file",
      file({}, [], 500n),
      "CORRUPT_FILE",
      "claims 500 bytes, but only 2 follow",
    ],
    [
      "a header of 2^64 - 1 bytes",
      file({}, [], 2n ** 64n - 1n),
      "CORRUPT_FILE",
      "more than the format allows",
    ],
    ["a header over the cap", file({}, [], 100_000_001n), "CORRUPT_FILE", "more than the format allows"],
    ["a header that is not JSON", file("{'w':1}"), "CORRUPT_FILE", "not JSON"],
    ["a header that is not UTF-8", file({}, [0xff, 0xfe], 4n), "CORRUPT_FILE", "not JSON"],
    ["an empty header", file(""), "CORRUPT_FILE", "not JSON"],
    ["a header that is a list", file([]), "CORRUPT_FILE", "not a JSON object"],
    ["a header that is null", file("null"), "CORRUPT_FILE", "not a JSON object"],
    ["metadata that is not strings", file({ __metadata__: { a: 1 } }), "CORRUPT_FILE", "__metadata__"],
    [
      "a name twice",
      file(`{"w":${JSON.stringify(f32)},"w":${JSON.stringify(f32)}}`, four),
      "CORRUPT_FILE",
      'names "w" twice',
    ],
    [
      "a field twice",
      file('{"w":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}', four),
      "CORRUPT_FILE",
      '"dtype" twice',
    ],
    ["a tensor that is a number", file({ w: 3 }), "CORRUPT_FILE", '"w" is not described'],
    ["no dtype", file({ w: { shape: [1], data_offsets: [0, 4] } }, four), "CORRUPT_FILE", '"w" has no dtype'],
    [
      "an unknown dtype",
      file({ w: tensor("F8_E4M3", [4], 0, 4) }, four),
      "UNSUPPORTED",
      '"w" has dtype F8_E4M3',
    ],
    [
      "a dtype named like a method",
      file({ w: tensor("toString", [1], 0, 4) }, four),
      "UNSUPPORTED",
      "toString",
    ],
    [
      "no shape",
      file({ w: { dtype: "F32", data_offsets: [0, 4] } }, four),
      "CORRUPT_FILE",
      "not a list of sizes",
    ],
    ["a negative size", file({ w: tensor("F32", [-1], 0, 4) }, four), "CORRUPT_FILE", "[-1]"],
    ["a fractional size", file({ w: tensor("F32", [0.5, 2], 0, 4) }, four), "CORRUPT_FILE", "[0.5,2]"],
    [
      "a size beyond 2^53",
      file('{"w":{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]}}', four),
      "CORRUPT_FILE",
      "not a list of sizes",
    ],
    [
      "sizes whose product overflows",
      file({ w: tensor("F32", [2 ** 31, 2 ** 31], 0, 4) }, four),
      "CORRUPT_FILE",
      "impossible shape",
    ],
    [
      "sizes whose product wraps around to 0",
      file({ w: tensor("F32", [2 ** 32, 2 ** 32], 0, 0) }),
      "CORRUPT_FILE",
      "impossible shape",
    ],
    ["a size as text", file({ w: tensor("F32", ["1"], 0, 4) }, four), "CORRUPT_FILE", "not a list of sizes"],
    [
      "one offset",
      file({ w: { dtype: "F32", shape: [1], data_offsets: [0] } }, four),
      "CORRUPT_FILE",
      "two positions",
    ],
    ["a negative offset", file({ w: tensor("F32", [1], -4, 0) }, four), "CORRUPT_FILE", "two positions"],
    [
      "a fractional offset",
      file({ w: tensor("F32", [1], 0.5, 4.5) }, eight),
      "CORRUPT_FILE",
      "two positions",
    ],
    ["offsets in reverse", file({ w: tensor("F32", [1], 4, 0) }, four), "CORRUPT_FILE", '"w" lies at 4 to 0'],
    [
      "offsets beyond the end",
      file({ w: tensor("F32", [2], 0, 8) }, four),
      "CORRUPT_FILE",
      "outside the 4 bytes",
    ],
    [
      "offsets that a shape contradicts",
      file({ w: tensor("F32", [1], 0, 8) }, eight),
      "CORRUPT_FILE",
      "has 8 bytes, but F32 [1]",
    ],
    [
      "offsets that a dtype contradicts",
      file({ w: tensor("F16", [2], 0, 8) }, eight),
      "CORRUPT_FILE",
      "has 8 bytes, but F16 [2]",
    ],
    [
      "overlapping tensors",
      file({ a: tensor("F32", [1], 0, 4), b: tensor("F32", [1], 2, 6) }, eight),
      "CORRUPT_FILE",
      '"b" overlaps',
    ],
    ["two tensors in one place", file({ a: f32, b: f32 }, four), "CORRUPT_FILE", '"b" overlaps'],
    [
      "a hole between tensors",
      file({ a: f32, b: tensor("F16", [1], 6, 8) }, eight),
      "CORRUPT_FILE",
      'bytes 4 to 6 before tensor "b"',
    ],
    [
      "a hole before the first",
      file({ a: tensor("F32", [1], 4, 8) }, eight),
      "CORRUPT_FILE",
      'bytes 0 to 4 before tensor "a"',
    ],
    ["bytes after the last", file({ a: f32 }, eight), "CORRUPT_FILE", "4 bytes after the last tensor"],
    [
      "a truncated file",
      file({ a: tensor("F32", [2], 0, 8) }, eight).subarray(0, -1),
      "CORRUPT_FILE",
      "truncated",
    ],
    [
      "a whole number beyond 32 bits",
      file({ w: tensor("I64", [1], 0, 8) }, [0, 0, 0, 128, 0, 0, 0, 0]),
      "UNSUPPORTED",
      '"w" holds 2147483648',
    ],
  ];

  it.each(cases)("%s", async (what, bytes, code, says) => {
    const path = join(folder, `${what.replaceAll(/\W+/g, "-")}.safetensors`);
    await writeFile(path, bytes);
    for (const [input, name] of [
      [path, path],
      [bytes, "the given bytes"],
    ] as const) {
      const error = await failure(readSafetensors(input));
      expect(error.code).toBe(code);
      expect(error.message).toContain(says);
      expect(error.message).toContain(name);
      expect(error.hint).not.toBe("");
    }
  });

  it("survives a string of ten million characters in the header", async () => {
    const name = "x".repeat(10_000_000);
    const error = await failure(readSafetensors(file({ [name]: 1 })));
    expect(error.code).toBe("CORRUPT_FILE");
  });
});

describe("writing", () => {
  const values = [0, -0, 1, -2.5, 1 / 3, 65504, 1e-5, 6e-8];

  it.each([
    ["F32", values.map(Math.fround)],
    ["F16", [0, -0, 1, -2.5, 0.333251953125, 65504, 168 * 2 ** -24, 2 ** -24]],
    ["BF16", [0, -0, 1, -2.5, 0.333984375, 65536, 168 * 2 ** -24, 129 * 2 ** -31]],
  ] as const)("round trip in %s", async (dtype, expected) => {
    const path = join(folder, `round-${dtype}.safetensors`);
    await writeSafetensors(path, new Map([["w", float(values, [2, 4])]]), { dtype, metadata: { a: "ä" } });
    const { tensors, metadata } = await readSafetensors(path);
    expect(metadata).toEqual({ a: "ä" });
    expect(tensors.get("w")).toEqual({ dtype: "float32", shape: [2, 4], data: Float32Array.from(expected) });
  });

  it("gives the same bytes whatever the order, and those of the format", async () => {
    const one = float([1]);
    const ids: HostTensor = { dtype: "int32", shape: [1], data: Int32Array.of(7) };
    const [a, b] = [join(folder, "a.safetensors"), join(folder, "b.safetensors")];
    const options = { dtype: "F16" as const, metadata: { z: "1", b: "2" } };
    await writeSafetensors(a, new Map([["b", one], ["a", one], ["ids", ids]]), options); // prettier-ignore
    await writeSafetensors(b, new Map([["ids", ids], ["a", one], ["b", one]]), { ...options, metadata: { b: "2", z: "1" } }); // prettier-ignore
    const bytes = await readFile(a);
    expect(await readFile(b)).toEqual(bytes);
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(
      bytes
        .subarray(8, 8 + length)
        .toString()
        .trimEnd(),
    ).toBe(
      '{"__metadata__":{"b":"2","z":"1"},"ids":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},' +
        '"a":{"dtype":"F16","shape":[1],"data_offsets":[4,6]},"b":{"dtype":"F16","shape":[1],"data_offsets":[6,8]}}',
    );
    expect([...bytes.subarray(8 + length)]).toEqual([7, 0, 0, 0, 0x00, 0x3c, 0x00, 0x3c]);
  });

  it("writes views into larger buffers as what they show", async () => {
    const path = join(folder, "view.safetensors");
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    await writeSafetensors(path, new Map([["w", { dtype: "float32", shape: [2], data }]]));
    expect((await readSafetensors(path)).tensors.get("w")?.data).toEqual(Float32Array.of(1, 2));
  });

  it("leaves the old file and nothing else when a value does not fit", async () => {
    const place = await mkdtemp(join(folder, "kept-"));
    const path = join(place, "w.safetensors");
    await writeSafetensors(path, new Map([["w", float([1])]]));
    const before = await readFile(path);
    const error = await failure(writeSafetensors(path, new Map([["w", float([70000])]]), { dtype: "F16" }));
    expect(error.code).toBe("BAD_INPUT");
    expect(error.message).toContain('"w" holds 70000, too large for F16');
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(place)).toEqual(["w.safetensors"]);
  });

  it("refuses a tensor whose shape and values disagree", async () => {
    const error = await failure(
      writeSafetensors(join(folder, "no.safetensors"), new Map([["w", float([1, 2], [3])]])),
    );
    expect(error.code).toBe("BAD_INPUT");
    expect(error.message).toContain("[3]");
  });
});
