import { describe, expect, it } from "vitest";
import { featureView } from "./feature-view";
import { featureUrl, parseFeatureReference, saeUrl } from "./urls";

describe("parseFeatureReference", () => {
  it.each([
    ["1234", { index: 1234 }],
    [" #7 ", { index: 7 }],
    ["3-res-4k/1234", { sae: "3-res-4k", index: 1234 }],
    ["stories15m/3-res-4k/0", { model: "stories15m", sae: "3-res-4k", index: 0 }],
    ["/stories15m/3-res-4k/12/", { model: "stories15m", sae: "3-res-4k", index: 12 }],
    ["stories15m@3-res-4k:12", { model: "stories15m", sae: "3-res-4k", index: 12 }],
    [
      "http://localhost:3000/stories15m/3-res-4k/12?band=2",
      { model: "stories15m", sae: "3-res-4k", index: 12 },
    ],
    ["https://x.org/api/feature/m/s/5", { model: "m", sae: "s", index: 5 }],
  ])("reads %j", (text, expected) => expect(parseFeatureReference(text)).toEqual(expected));

  it.each(["", "dragons", "-1", "1.5", "a/b/c/4", "3-res-4k/", "12345678901", "../etc/1", "a b/4"])(
    "does not take %j for a feature",
    (text) => expect(parseFeatureReference(text)).toBeNull(),
  );
});

describe("addresses", () => {
  it("escape names", () => expect(saeUrl({ model: "a/b", sae: "c d" })).toBe("/a%2Fb/c%20d"));

  it("carry only what differs from the ordinary view", () => {
    const address = { model: "m", sae: "s", index: 3 };
    expect(featureUrl(address, { band: 0, window: "32", breaks: "hide" })).toBe("/m/s/3");
    expect(featureUrl(address, { band: 5, window: "all", breaks: "show" })).toBe(
      "/m/s/3?band=5&window=all&breaks=show",
    );
  });

  it("fall back to the ordinary view when hand-written parameters make no sense", () => {
    expect(featureView.parse({ band: "9", window: "7" })).toEqual({ band: 0, window: "32", breaks: "hide" });
    expect(featureView.parse({ band: "2", breaks: "show" })).toEqual({
      band: 2,
      window: "32",
      breaks: "show",
    });
  });
});
