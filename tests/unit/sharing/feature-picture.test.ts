import { afterEach, describe, expect, test, vi } from "vitest";
import { featurePicture } from "@/app/components/feature-picture/picture-of";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";
import { drawFeature } from "@/server/pictures/draw-feature";
import { PICTURE_SIZE } from "@/server/pictures/feature-picture";

const HOSTILE =
  "<script>alert(1)</script> \u202edesrever\u202c zero\u200bwidth \ud83d\ude80 日本語 \ud800 a\u0301\u0302\u0303 " +
  "x".repeat(10_000);

function dashboard(text: string, label: string): FeatureDashboard {
  const pieces = ["<s>", ...text.split(" ").map((word) => `▁${word}`), "▁dragon", "▁breathes", "▁fire"];
  const peak = pieces.indexOf("▁dragon");
  const example = {
    rank: 1,
    passage: 0,
    peak,
    value: 8,
    pieces,
    positions: [peak, peak + 2],
    values: [8, 2],
  };
  return {
    address: { model: "m", sae: "s", index: 1 },
    statistics: {
      tokensSeen: 1000,
      activeTokens: 10,
      activePassages: 5,
      density: 0.01,
      max: 8,
      mean: 4,
      histogram: [],
      bandCounts: [],
      promoted: [{ piece: `▁${text}`, logit: 1 }],
      suppressed: [],
    },
    top: Array.from({ length: 5 }, () => example),
    bands: [],
    label: { text: label },
  } as unknown as FeatureDashboard;
}

afterEach(() => vi.unstubAllGlobals());

describe("the picture of a feature", () => {
  test("has the peak of each example, what is around it, and its level", () => {
    const { examples, facts } = featurePicture(dashboard("the knight saw a", "dragons"));
    expect(examples).toHaveLength(5);
    expect(examples[0]?.parts.map(({ text }) => text).join("")).toBe("the knight saw a dragon breathes fire");
    expect(examples[0]?.parts.filter(({ level }) => level > 0)).toEqual([
      { text: "dragon", level: 10, peak: true },
      { text: "fire", level: 3, peak: false },
    ]);
    expect(facts).toMatch(/^on 1\.0\s%\sof 1,000 tokens · max 8\.00/);
  });

  test("keeps nothing of a text that hides, turns or floods it", () => {
    const { label, examples, facts } = featurePicture(dashboard(HOSTILE, HOSTILE));
    const all = [label, facts, ...examples.flatMap(({ parts }) => parts.map(({ text }) => text))].join("");
    expect(all).not.toMatch(/\p{Cf}|\p{Cc}|\p{Cs}|\p{Mn}/u);
    expect(label?.length).toBeLessThanOrEqual(88);
    expect(facts.length).toBeLessThan(120);
    expect(label).toContain("<script>alert(1)</script>");
    for (const { parts } of examples) expect(parts.map(({ text }) => text).join("").length).toBeLessThan(90);
  });

  test("is drawn without asking anybody for anything", async () => {
    const asked: string[] = [];
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", (url: string | URL | Request) => {
      // what it draws with comes along as a data URL
      if (typeof url === "string" && url.startsWith("data:")) return fetch(url);
      asked.push(url instanceof Request ? url.url : String(url));
      return Promise.reject(new Error("no network"));
    });
    const png = Buffer.from(await drawFeature(featurePicture(dashboard(HOSTILE, HOSTILE))));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([PICTURE_SIZE.width, PICTURE_SIZE.height]);
    expect(asked).toEqual([]);
  });
});
