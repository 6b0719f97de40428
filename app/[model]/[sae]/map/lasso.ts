import { isPlaced, MAP_SIZE, type MapPoints } from "@/domain/feature-map";

export type Corner = readonly [x: number, y: number];

/** Whether a point lies inside a polygon, by the parity of the edges to its right. */
function isInside(polygon: readonly Corner[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i] ?? [0, 0];
    const [xj, yj] = polygon[j] ?? [0, 0];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** The features whose places lie inside a polygon, whose corners are shares of the map's sides. */
export function featuresInside(polygon: readonly Corner[], points: MapPoints): number[] {
  const inside: number[] = [];
  for (let i = 0; i < points.x.length; i++)
    if (
      isPlaced(points, i) &&
      isInside(polygon, (points.x[i] ?? 0) / MAP_SIZE, (points.y[i] ?? 0) / MAP_SIZE)
    )
      inside.push(i);
  return inside;
}
