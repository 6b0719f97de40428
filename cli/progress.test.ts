import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { ProgressBar } from "./progress";

function barOn(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const bar = new ProgressBar("Fetching", (value) => `${value} MB`, stream);
  return { bar, written: () => String(stream.read() ?? "") };
}

it("draws over itself on a terminal and ends with a note", () => {
  const { bar, written } = barOn(true);
  bar.update(50, 100);
  bar.update(100, 100);
  bar.finish("Fetched.");
  expect(written().split("\r\x1b[K").slice(1)).toEqual([
    `Fetching [${"#".repeat(12)}${" ".repeat(12)}] 50 MB of 100 MB`,
    `Fetching [${"#".repeat(24)}] 100 MB of 100 MB`,
    "Fetched.\n",
  ]);
});

it("writes a line at every tenth where there is no terminal", () => {
  const { bar, written } = barOn(false);
  for (let done = 0; done <= 100; done++) bar.update(done, 100);
  const lines = written().trim().split("\n");
  expect(lines).toHaveLength(11);
  expect(lines[3]).toBe("Fetching: 30 MB of 100 MB");
});

it("says nothing when nothing was to do", () => {
  const { bar, written } = barOn(true);
  bar.finish("Fetched.");
  expect(written()).toBe("");
});
