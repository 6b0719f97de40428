import { expect, it } from "vitest";
import { MAP_SIZE, type MapPoints } from "@/domain/feature-map";
import { Random } from "@/domain/random";
import { inView } from "./in-view";

const random = new Random(5);
const COUNT = 3_000;
const draw = () => Uint16Array.from({ length: COUNT }, () => Math.floor(random.uniform() * MAP_SIZE));
const points: Pick<MapPoints, "x" | "y" | "cluster"> = {
  x: draw(),
  y: draw(),
  cluster: new Uint16Array(COUNT),
};
// several in one place, of which the first come first
for (const i of [40, 41, 42, 2_000]) {
  points.x[i] = MAP_SIZE / 2;
  points.y[i] = MAP_SIZE / 2;
}

it.each([
  { left: 0, top: 0, right: 1, bottom: 1 },
  { left: 0.45, top: 0.4, right: 0.55, bottom: 0.5 },
  { left: 0.4999, top: 0.4999, right: 0.5001, bottom: 0.5001 },
  { left: 2, top: 2, right: 3, bottom: 3 },
])("has the features of %o as sorting all of them has", (box) => {
  const centre = { x: 0.5, y: 0.5 };
  const all = Array.from({ length: COUNT }, (_, i) => {
    const [x, y] = [(points.x[i] ?? 0) / MAP_SIZE, (points.y[i] ?? 0) / MAP_SIZE];
    return {
      i,
      inside: x >= box.left && x <= box.right && y >= box.top && y <= box.bottom,
      d: (x - 0.5) ** 2 + (y - 0.5) ** 2,
    };
  });
  const sorted = all.filter(({ inside }) => inside).sort((a, b) => a.d - b.d || a.i - b.i);
  expect(inView(points, box, centre)).toEqual(sorted.slice(0, 25).map(({ i }) => i));
});
