import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { readDisk } from "./disk";

test("the free space of the data folder's disk, and whether it is little", async () => {
  const disk = await readDisk(tmpdir(), 1);
  expect(disk?.freeBytes).toBeGreaterThan(0);
  expect(disk?.low).toBe(false);
  expect((await readDisk(tmpdir(), Number.MAX_SAFE_INTEGER))?.low).toBe(true);
  expect(await readDisk("/no/such/folder")).toBeNull();
});
