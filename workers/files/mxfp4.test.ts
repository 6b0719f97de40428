import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { PROJECT_ROOT } from "@/domain/project-root";
import { readJsonFile } from "./json-file";
import { widenMxfp4 } from "./mxfp4";

const bytes = z.array(z.number().int().min(0).max(255)).transform((list) => Uint8Array.from(list));
const golden = z.object({ blocks: bytes, scales: bytes, bits: z.array(z.number().int()) });

test("every byte and scales from end to end are the bits that transformers makes of them", async () => {
  const file = join(PROJECT_ROOT, "tests/golden/mxfp4.json");
  const { blocks, scales, bits } = await readJsonFile(file, golden);
  expect(new Set(blocks).size).toBe(256);
  expect(Array.from(new Int32Array(widenMxfp4(blocks, scales, "a").buffer))).toEqual(bits);
});

test("a scale that stands for no number is refused", () => {
  expect(() => widenMxfp4(new Uint8Array(32), Uint8Array.of(127, 255), 'a: tensor "b"')).toThrow(
    'a: tensor "b" has a scale of 255, which stands for no number.',
  );
});
