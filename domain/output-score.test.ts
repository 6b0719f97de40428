import { describe, expect, it } from "vitest";
import { steersVerdict } from "./output-score";

describe("steersVerdict", () => {
  it("says in words how well a feature steers, and what was measured", () => {
    expect([0.4, 0.1, 0.0999, 0.01, 0.0099, 0, -0.2].map((score) => steersVerdict(score).word)).toEqual([
      ...["steers well", "steers well", "steers weakly", "steers weakly"],
      ...["steers little", "steers little", "steers little"],
    ]);
    expect(steersVerdict(0.236).says).toContain("24 percentage points likelier");
    expect(steersVerdict(0.004).says).toContain("0.4 percentage points");
    expect(steersVerdict(null)).toMatchObject({ marks: 0, word: "not measured" });
  });
});
