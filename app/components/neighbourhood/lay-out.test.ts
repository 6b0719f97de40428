import { expect, it } from "vitest";
import { layOutPoints } from "./lay-out";

it("lays near points side by side, the same way each time", () => {
  // two groups of eight, each near to its own alone
  const links = Array.from({ length: 16 }, (_, i) =>
    Array.from({ length: 16 }, (_, j) => ({ from: i, to: j, cosine: 0.8 })).filter(
      ({ to }) => to !== i && to % 2 === i % 2,
    ),
  ).flat();
  const places = layOutPoints(16, links);
  expect(layOutPoints(16, links)).toEqual(places);
  const off = (a: number, b: number) =>
    Math.hypot((places[a]?.x ?? 0) - (places[b]?.x ?? 0), (places[a]?.y ?? 0) - (places[b]?.y ?? 0));
  for (let i = 0; i < 16; i++) {
    const nearest = Array.from({ length: 16 }, (_, j) => j)
      .filter((j) => j !== i)
      .sort((a, b) => off(i, a) - off(i, b))[0];
    expect((nearest ?? 0) % 2).toBe(i % 2);
  }
});

it("has places for one point, for two, and for points that nothing links", () => {
  expect(layOutPoints(1, [])).toEqual([{ x: 0.5, y: 0.5 }]);
  expect(layOutPoints(2, [])).toHaveLength(2);
  const apart = layOutPoints(5, []);
  expect(apart.every(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1)).toBe(true);
});
