import { expect, it } from "vitest";
import { WALK_STEPS, walkUrl, walkView } from "./walk";

const address = { model: "m", sae: "s" };

it("writes a walk into an address and reads it again", () => {
  const url = new URL(walkUrl(address, [3, 17, 200], "contexts"), "http://x");
  expect(url.pathname).toBe("/m/s/walk");
  expect(walkView.parse(Object.fromEntries(url.searchParams))).toEqual({
    walk: [3, 17, 200],
    by: "contexts",
  });
});

it("keeps the last steps of a long walk, and leaves out what makes no sense", () => {
  const long = Array.from({ length: WALK_STEPS + 5 }, (_, i) => i);
  const url = new URL(walkUrl(address, long), "http://x");
  expect(walkView.parse(Object.fromEntries(url.searchParams)).walk).toEqual(long.slice(5));
  expect(walkView.parse({ walk: "1..2", by: "nothing" })).toEqual({});
});
