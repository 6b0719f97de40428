import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { curated, curatedRecipe } from "./curated";

const FILES = readdirSync("models")
  .map((model) => ({ model, path: `models/${model}/curated.json` }))
  .filter(({ path }) => existsSync(path));

describe("what comes with the program", () => {
  it("is chosen for a model at least", () => {
    expect(FILES.length).toBeGreaterThan(0);
  });

  it.each(FILES)("$path can be shown, and its recipes written", ({ model, path }) => {
    const found = curated.parse(JSON.parse(readFileSync(path, "utf8")));
    for (const entry of found.steering) expect(curatedRecipe(model, entry).model).toBe(model);
    const names = found.features.map(({ sae, index }) => `${sae}/${index}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
