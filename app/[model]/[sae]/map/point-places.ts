import { isPlaced, MAP_SIZE, type MapPoints } from "@/domain/feature-map";
import type { MapCentre } from "@/domain/map-view";

/** Units of the drawing for the side of the map. */
export const WORLD = 1000;
/** Where points without a place are put: so far away that no window shows or picks them. */
const AWAY = -1e6;

/** A view of the map with a feature in its middle; null for one without a place. */
export function placeOf(points: MapPoints, index: number, zoom: number): MapCentre | null {
  if (!isPlaced(points, index)) return null;
  return { x: (points.x[index] ?? 0) / MAP_SIZE, y: (points.y[index] ?? 0) / MAP_SIZE, zoom };
}

/** x, y of every point in units of the drawing. */
export function pointPlaces(points: MapPoints): Float32Array {
  const places = new Float32Array(2 * points.x.length);
  for (let i = 0; i < points.x.length; i++) {
    const placed = isPlaced(points, i);
    places[2 * i] = placed ? (WORLD * (points.x[i] ?? 0)) / MAP_SIZE : AWAY;
    places[2 * i + 1] = placed ? (WORLD * (points.y[i] ?? 0)) / MAP_SIZE : AWAY;
  }
  return places;
}

/**
 * On the way from one layout to another. A point that has no place in one of them does not travel: it appears or goes.
 * @param share 0 at `from`, 1 at `to`
 */
export function placesBetween(from: Float32Array, to: Float32Array, share: number): Float32Array {
  const places = new Float32Array(to.length);
  for (let i = 0; i < to.length; i++) {
    const [a, b] = [from[i] ?? AWAY, to[i] ?? AWAY];
    places[i] = a === AWAY || b === AWAY ? b : a + share * (b - a);
  }
  return places;
}
