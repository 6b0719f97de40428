/** Blocks of every type against the gguf package 0.19.0 (tests/golden/make_gguf_blocks.py), to the last bit. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readJsonFile } from "../json-file";
import { tensorType } from "./tensor-types";

const blocks = await readJsonFile(
  join(PROJECT_ROOT, "tests/golden/gguf/blocks.json"),
  z.array(
    z.object({
      type: z.string(),
      number: z.number(),
      block: z.number(),
      bytes: z.number(),
      data: z.base64(),
      expected: z.base64(),
    }),
  ),
);

const decoded = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));

describe("blocks of GGUF tensors", () => {
  test.each(blocks)("$type", ({ type, number, block, bytes, data, expected }) => {
    const found = tensorType(number, "a", "a.gguf");
    expect(found).toMatchObject({ name: type, block, bytes });
    const wanted = new Float32Array(decoded(expected).buffer);
    const numbers = new Float32Array(wanted.length);
    found.unpack(decoded(data), numbers);
    expect(numbers).toEqual(wanted);
  });

  test("the types that are read", () => {
    expect(blocks.map(({ type }) => type).sort()).toEqual(
      "BF16 F16 F32 Q2_K Q3_K Q4_0 Q4_1 Q4_K Q5_0 Q5_1 Q5_K Q6_K Q8_0".split(" "),
    );
  });

  test.each([
    [16, "IQ2_XXS"],
    [39, "MXFP4"],
    [99, "number 99"],
  ])("type %i is refused as %s", (number, name) => {
    expect(() => tensorType(number, "blk.0.attn_q.weight", "a.gguf")).toThrow(
      expect.objectContaining({
        code: "UNSUPPORTED",
        message: `a.gguf: tensor "blk.0.attn_q.weight" is of type ${name}, which is not read here.`,
      }),
    );
  });
});
