import { expect, it } from "vitest";
import { smallEvaluation } from "@/tests/support/files/small-evaluation";
import { readOrder, sortConcepts } from "./concept-order";

const { concepts } = smallEvaluation("0".repeat(64));
const names = (by: Parameters<typeof sortConcepts>[1]) => sortConcepts(concepts, by).map(({ name }) => name);

it("sorts by accuracy, the best first, and by name", () => {
  expect(names("five")[0]).toBe("the end of a sentence");
  expect(names("one").at(-1)).toBe("the second word of a sentence");
  // all the same: by name
  expect(names("whole")).toEqual(names("name"));
});

it("takes what it does not know for the usual order", () => {
  expect([undefined, "nothing", "one"].map(readOrder)).toEqual(["five", "five", "one"]);
});
