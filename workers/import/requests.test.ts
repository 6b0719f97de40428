import { expect, test } from "vitest";
import { requestsOf } from "./requests";

test("a model alone, one SAE, and several of one model", () => {
  expect(requestsOf("m", { name: "mine" })).toMatchObject([{ model: "m", name: "mine", sae: undefined }]);
  expect(requestsOf("m", { sae: ["a"], saeName: "x" })).toMatchObject([{ sae: "a", saeName: "x" }]);
  const several = requestsOf("m", { sae: ["layer0.sae.pt", "layer1.sae.pt"], name: "mine", corpus: "c.txt" });
  expect(several).toMatchObject([
    { sae: "layer0.sae.pt", name: "mine", corpus: "c.txt" },
    { sae: "layer1.sae.pt", name: undefined, corpus: "c.txt" },
  ]);
});

test("one name for several SAEs is refused", () => {
  expect(() => requestsOf("m", { sae: ["a", "b"], saeName: "x" })).toThrow(/names one SAE, and 2 are given/);
});
