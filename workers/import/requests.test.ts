import { expect, test } from "vitest";
import { requestsOf } from "./requests";

test("a model alone, one SAE, and several of one model", () => {
  const [alone, ...none] = requestsOf("m", { name: "mine" });
  expect(alone).toMatchObject({ model: "m", name: "mine" });
  expect(alone?.sae).toBeUndefined();
  expect(none).toEqual([]);
  expect(requestsOf("m", { sae: ["a"], saeName: "x" })).toMatchObject([{ sae: "a", saeName: "x" }]);
  const several = requestsOf("m", { sae: ["layer0.sae.pt", "layer1.sae.pt"], name: "mine", corpus: "c.txt" });
  expect(several.map(({ sae, name, corpus }) => [sae, name, corpus])).toEqual([
    ["layer0.sae.pt", "mine", "c.txt"],
    ["layer1.sae.pt", undefined, "c.txt"],
  ]);
});

test("one name for several SAEs is refused", () => {
  expect(() => requestsOf("m", { sae: ["a", "b"], saeName: "x" })).toThrow(/names one SAE, and 2 are given/);
});
