import { expect, it } from "vitest";
import { STEERING_LIMITS } from "@/domain/steering";
import { newDraft, steeredWith } from "./draft";

it("begins with a vector at its maker's strength, as far as recipes go", () => {
  const strengths = [null, 3, -0.5, 40, -40].map((strength) => steeredWith({ id: "a", strength }).strength);
  expect(strengths).toEqual([1, 3, -0.5, STEERING_LIMITS.strength, -STEERING_LIMITS.strength]);
});

it("names features and vectors, and neither where there are none", () => {
  const draft = newDraft("m", [{ sae: "a", feature: 7 }], [{ id: "v", strength: 2 }]);
  expect(draft).toMatchObject({
    features: [{ sae: "a", feature: 7, mode: "clamp", strength: 1 }],
    vectors: [{ vector: "v", mode: "add", strength: 2 }],
  });
  expect(newDraft("m", [])).not.toHaveProperty("vectors");
});
