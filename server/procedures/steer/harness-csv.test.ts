import { describe, expect, it } from "vitest";
import { steeringRecipe } from "@/domain/steering";
import { harnessCsv } from "./harness-csv";

const sources = {
  model: { id: "stories15m", sha256: "a" },
  saes: [
    { id: 1, slug: "3-res-4k", hookName: "blocks.3.hook_resid_post", sha256: "b" },
    { id: 2, slug: "2-res-1k", hookName: "blocks.2.hook_resid_pre", sha256: "c" },
  ],
  features: [
    { place: 0, max: 8 },
    { place: 1, max: 4 },
  ],
  version: "1",
};
const recipe = (change: object = {}) =>
  steeringRecipe.parse({
    ...{ model: "stories15m", prompt: "a" },
    features: [
      { sae: "3-res-4k", feature: 12, mode: "add", strength: 1.5 },
      { sae: "2-res-1k", feature: 7, mode: "orthogonal", strength: -0.5 },
    ],
    ...change,
  });

describe("the steering file of lm-evaluation-harness", () => {
  it("has the columns that derive_steer_config reads, in absolute coefficients", () =>
    expect(harnessCsv(recipe(), sources)).toBe(
      "loader,action,sparse_model,hookpoint,feature_index,steering_coefficient,sae_id,description\n" +
        "sae_lens,add,stories15m/3-res-4k,layers.3,12,12,3-res-4k,stories15m 3-res-4k 12\n" +
        "sae_lens,clamp,stories15m/2-res-1k,layers.1,7,-2,2-res-1k,stories15m 2-res-1k 7\n",
    ));

  it.each([
    [{ scope: { kind: "prompt" } }, "edits every token"],
    [{ doses: [1, 2] }, "one dose"],
    [{ features: [{ sae: "3-res-4k", feature: 1, mode: "clamp" }] }, "knows no “clamp”"],
    [
      { features: [1, 2].map((feature) => ({ sae: "3-res-4k", feature, mode: "add" })) },
      "one feature a hook",
    ],
  ])("is refused for %j, with the reason", (change, reason) => {
    const both = {
      ...sources,
      features: [sources.features[0], sources.features[0]] as typeof sources.features,
    };
    expect(() => harnessCsv(recipe(change), both)).toThrow(reason);
  });
});
