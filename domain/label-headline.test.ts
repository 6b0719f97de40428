import { describe, expect, it } from "vitest";
import { CLEAR_SCORE, headline, type RankedLabel } from "./label-headline";

const label = (change: Partial<RankedLabel>): RankedLabel => ({
  text: "dragons",
  method: "token",
  state: "proposed",
  shown: false,
  score: 0.9,
  ...change,
});

describe("headline", () => {
  it("is empty without labels", () => {
    expect(headline([])).toEqual({ best: null, person: null, others: 0, unclear: false });
  });

  it("names a person's best label beside a program's, and counts the rest", () => {
    const best = label({ shown: true });
    const person = label({ method: "hand", text: "fire" });
    const found = headline([best, label({ method: "context" }), person, label({ method: "hand" })]);
    expect(found.best).toBe(best);
    expect(found.person).toBe(person);
    expect(found.others).toBe(2);
  });

  it("does not repeat a person's label that is the best", () => {
    const found = headline([
      label({ method: "hand", shown: true }),
      label({ method: "hand", text: "other" }),
    ]);
    expect(found).toMatchObject({ person: null, others: 1, unclear: false });
  });

  it("leaves out what is hidden or withdrawn", () => {
    const found = headline([
      label({ shown: true }),
      label({ method: "hand", state: "hidden" }),
      label({ state: "withdrawn" }),
    ]);
    expect(found).toMatchObject({ person: null, others: 0 });
  });

  it("calls a program's label unclear below the limit, unless a person has accepted it", () => {
    const weak = { shown: true, score: CLEAR_SCORE - 0.01 };
    expect(headline([label(weak)]).unclear).toBe(true);
    expect(headline([label({ ...weak, state: "accepted" })]).unclear).toBe(false);
    expect(headline([label({ ...weak, method: "hand" })]).unclear).toBe(false);
    expect(headline([label({ shown: true, score: CLEAR_SCORE })]).unclear).toBe(false);
    expect(headline([label({ shown: true, score: null })]).unclear).toBe(false);
  });
});
