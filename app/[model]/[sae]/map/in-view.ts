import { isPlaced, MAP_SIZE, type MapPoints } from "@/domain/feature-map";

/** Part of a map, in its coordinates (0 to 1). */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const MOST = 25;

/**
 * Features in a box, those nearest to its middle first, equally near ones by index. A map may have a hundred thousand points,
 * and this is asked whenever it comes to rest: no more than the nearest are kept in order.
 */
export function inView(
  points: Pick<MapPoints, "x" | "y" | "cluster">,
  box: Box,
  centre: { x: number; y: number },
): number[] {
  const nearest: number[] = [];
  const distances: number[] = [];
  for (let i = 0; i < points.x.length; i++) {
    const [x, y] = [(points.x[i] ?? 0) / MAP_SIZE, (points.y[i] ?? 0) / MAP_SIZE];
    if (x < box.left || x > box.right || y < box.top || y > box.bottom || !isPlaced(points, i)) continue;
    const distance = (x - centre.x) ** 2 + (y - centre.y) ** 2;
    if (nearest.length === MOST && distance >= (distances[MOST - 1] ?? 0)) continue;
    let at = Math.min(nearest.length, MOST - 1);
    for (; at > 0 && (distances[at - 1] ?? 0) > distance; at--) {
      nearest[at] = nearest[at - 1] ?? 0;
      distances[at] = distances[at - 1] ?? 0;
    }
    nearest[at] = i;
    distances[at] = distance;
  }
  return nearest;
}
