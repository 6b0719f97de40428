import { expect, it } from "vitest";
import type { ShownToken } from "@/server/procedures/steer/run-view";
import { outcomeOf } from "./outcome";

/** A text of tokens with one probability under the model as it is, on `active` of which the feature is active. */
const text = (ids: number[], probability: number, active: number): ShownToken[] =>
  ids.map((id, i) => ({
    id,
    piece: String(id),
    own: Math.log(probability),
    plain: Math.log(probability),
    top: [],
    read: [i < active ? 1 : 0],
  }));
const ids = (from: number) => Array.from({ length: 20 }, (_, i) => from + i);

it("is the same, nonsense, about the label, or none of these", () => {
  const own = text(ids(0), 0.5, 2);
  expect(outcomeOf(own, text(ids(0), 0.5, 2))).toEqual({ right: "same", own: 0.1, steered: 0.1 });
  expect(outcomeOf(own, text(ids(9), 0.4, 10))).toEqual({ right: "about", own: 0.1, steered: 0.5 });
  // perplexity 10 against 2
  expect(outcomeOf(own, text(ids(9), 0.1, 20)).right).toBe("apart");
  expect(outcomeOf(own, text(ids(9), 0.4, 2)).right).toBeNull();
});

it("says nothing of a text without words", () => {
  expect(outcomeOf([], []).right).toBe("same");
});
