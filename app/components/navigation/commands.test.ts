import { describe, expect, it } from "vitest";
import { matches, readings } from "./commands";

const within = { model: "m", sae: "3-res" };
const gos = (query: string, sae?: typeof within) =>
  readings(query, sae).map(({ run }) => ("go" in run ? run.go : null));

describe("readings", () => {
  it("offers the feature that a number names within the SAE shown, and nothing where none is", () => {
    expect(gos("12", within)).toContain("/m/3-res/12");
    expect(gos("12")).not.toContain("/m/3-res/12");
    expect(gos("other/1-res/7", within)).toContain("/other/1-res/7");
  });

  it("offers search and reading for every text, and nothing for none", () => {
    expect(gos("a dragon", within)).toEqual([
      "/search?q=a+dragon&tab=all",
      "/search?q=a+dragon&tab=text&in=m%2F3-res",
    ]);
    expect(readings("")).toEqual([]);
  });
});

describe("matches", () => {
  const steer = { name: "Steer", says: "Turn features up or down" };
  it("by beginnings of words, in any order and case", () => {
    expect(matches(steer, "ste")).toBe(true);
    expect(matches(steer, "DOWN turn")).toBe(true);
    expect(matches(steer, "teer")).toBe(false);
    expect(matches(steer, "turn left")).toBe(false);
  });
});
