import { describe, expect, test } from "vitest";
import { checkModelId, slugOf } from "./names";

describe("names in addresses", () => {
  test.each([
    ["My Model (v2.1)", "my-model-v2.1"],
    ["5-resid-post-24k", "5-resid-post-24k"],
    ["日本", "riben"],
    ["Größe", "grosse"],
    ["Модель", "model"],
    ["Ελληνικά", "ellinika"],
    ["한국어", "hangugeo"],
    ["l'été", "lete"],
    ["🐉", "dragon"],
    ["../etc", "etc"],
    ["a".repeat(200), "a".repeat(80)],
  ])("%s becomes %s", (text, slug) => {
    expect(slugOf(text)).toBe(slug);
  });
  test.each(["", "!?", "...", "\u200d"])("%j cannot be read", (text) => {
    expect(slugOf(text)).toBeNull();
  });
  test.each(["admin", "search", "embed", "favicon.ico"])("no model is called %s", (id) => {
    expect(() => {
      checkModelId(id);
    }).toThrow(`/${id} is the address of a page`);
  });
  test("others are free", () => {
    expect(() => {
      checkModelId("gpt2");
    }).not.toThrow();
  });
});
