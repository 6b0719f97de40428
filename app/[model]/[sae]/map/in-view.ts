import { isPlaced, MAP_SIZE, type MapPoints } from "@/domain/feature-map";

/** Part of a map, in its coordinates (0 to 1). */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const MOST = 25;

/** Features in a box, those nearest to its middle first. */
export function inView(points: MapPoints, box: Box, centre: { x: number; y: number }): number[] {
  const found: { i: number; distance: number }[] = [];
  for (let i = 0; i < points.x.length; i++) {
    if (!isPlaced(points, i)) continue;
    const [x, y] = [(points.x[i] ?? 0) / MAP_SIZE, (points.y[i] ?? 0) / MAP_SIZE];
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
    found.push({ i, distance: (x - centre.x) ** 2 + (y - centre.y) ** 2 });
  }
  return found
    .sort((a, b) => a.distance - b.distance || a.i - b.i)
    .slice(0, MOST)
    .map(({ i }) => i);
}
