import { expect, test } from "vitest";
import { growth, isFlat, MemoryWatch } from "./memory";

const MIB = 1024 ** 2;
const after = (warm: number, step: number) =>
  Array.from({ length: 30 }, (_, i) => (i < 10 ? i * 10 : warm + i * step) * MIB);

test("what has warmed up and stays is flat, what goes on growing is not", () => {
  expect(isFlat({ bytes: after(200, 0) })).toBe(true);
  expect(isFlat({ bytes: after(200, 10) })).toBe(false);
  expect(growth({ bytes: after(200, 10) })).toBe(100 * MIB);
  expect(growth({ bytes: [1, 2, 3] })).toBeNull();
});

test("a process is seen with its memory and its file", async () => {
  const watch = new MemoryWatch(process.pid);
  await watch.look();
  const own = watch.processes.find(({ pid }) => pid === process.pid);
  expect(own?.bytes[0]).toBeGreaterThan(10 * MIB);
});
