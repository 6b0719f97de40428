import { describe, expect, it } from "vitest";
import { decodePoints, encodePoints, NO_POINT_SCORE, POINT_BYTES, ranksOf, unpackScore } from "./feature-map";
import { ignoredParameters, LIST_LIMIT, mapUrl, mapView } from "./map-view";

const address = { model: "m", sae: "s" };
const read = (url: string) => mapView.parse(Object.fromEntries(new URL(url, "http://x").searchParams));

describe("the address of a map", () => {
  it("holds place, feature, colour, words and list", () => {
    const view = {
      at: { x: 0.25, y: 0.5, zoom: 2.5 },
      f: 7,
      colour: "density",
      by: "together",
      ground: "density",
      q: "a b",
      list: [9, 3, 4, 5, 3],
    } as const;
    const url = mapUrl(address, { ...view, list: [...view.list] });
    expect(url).toBe(
      "/m/s/map?f=7&at=0.25%2C0.5%2C2.5&colour=density&by=together&ground=density&q=a+b&list=3-5.9",
    );
    expect(read(url)).toEqual({ ...view, list: [3, 4, 5, 9] });
    expect(mapUrl(address)).toBe("/m/s/map");
  });

  it.each([
    "?at=1e9,2,3",
    "?at=NaN",
    "?f=-1",
    "?f=1;drop",
    "?colour=pink",
    "?list=9-",
    "?list=../..",
    "?f=99999999999999999999",
  ])("leaves out what makes no sense: %s", (query) =>
    expect(read(`/m/s/map${query}`).at ?? read(`/m/s/map${query}`).list).toBeUndefined(),
  );

  it("does not unfold a range without end", () => {
    expect(read("/m/s/map?list=0-999999999").list).toHaveLength(LIST_LIMIT);
  });
});

it("points take 12 bytes and come back", () => {
  const positions = new Uint8Array(Uint16Array.of(0, 65535, 1000, 2000).buffer);
  const clusters = new Uint8Array(Uint16Array.of(5, 300).buffer);
  const bytes = encodePoints(positions, clusters, [
    { density: 0.001, max: 4, score: 0.9, labelled: true },
    undefined,
  ]);
  expect(bytes).toHaveLength(2 * POINT_BYTES);
  const points = decodePoints(bytes.buffer as ArrayBuffer);
  expect([...points.x]).toEqual([0, 1000]);
  expect([...points.y]).toEqual([65535, 2000]);
  expect([...points.cluster]).toEqual([5, 300]);
  // 1 stands for a density of 1e-7 and 65535 for 1
  expect(((points.density[0] ?? 0) - 1) / 65534).toBeCloseTo(4 / 7, 4);
  expect(points.density[1]).toBe(0);
  expect(points.max[0]).toBe(65535);
  expect(unpackScore(points.score[0] ?? 0)).toBeCloseTo(0.9, 6);
  expect(unpackScore(points.score[1] ?? 0)).toBeNull();
  expect([...points.labelled]).toEqual([1, 0]);
});

it("ranks values among those that there are, equal ones alike", () => {
  const values = Uint8Array.of(10, NO_POINT_SCORE, 30, 10, 200, NO_POINT_SCORE);
  const ranks = ranksOf(values, NO_POINT_SCORE);
  // of the three others of each, so many are smaller
  expect([10, 30, 200].map((value) => ranks[value])).toEqual([0, Math.fround(2 / 3), 1]);
  expect(ranksOf(Uint8Array.of(7), NO_POINT_SCORE)[7]).toBe(0);
});

it("names what an address says that the map does not have", () => {
  const ignored = (raw: Record<string, string>) => ignoredParameters(raw, mapView.parse(raw), 100);
  expect(ignored({ at: "0.5,0.5,2", f: "99", colour: "score", list: "3-5", q: "x" })).toEqual([]);
  expect(ignored({ at: "moon", f: "-1", colour: "purple", by: "taste", list: "a" })).toEqual([
    "“at=moon”",
    "“f=-1”",
    "“colour=purple”",
    "“by=taste”",
    "“list=a”",
  ]);
  expect(ignored({ f: "100", list: "7.300" })).toEqual(["feature 100 (the last one is 99)"]);
});
