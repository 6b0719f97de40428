/** How densely the points lie, as a picture to put under them. */
import { WORLD } from "./point-places";

/** Cells along a side of the picture, and how far it reaches beyond the map on each, as a share of the map's side. */
export const CELLS = 288;
export const BEYOND = 0.0625;
/** Three box filters in a row are near a Gaussian; standard deviation about 1.8 % of the side. */
const RADIUS = 4;
const PASSES = 3;
const MOST_ALPHA = 150;
/** Steps of equal height, so that the picture reads like contours. */
const STEPS = 9;

/**
 * Kernel density of the points over the square of the map and what is just beyond.
 * @param places x, y of every point, interleaved, in units of the drawing; those outside of the picture do not count
 * @returns {@link CELLS} rows of as many cells, the largest 1
 */
export function densityOf(places: Float32Array): Float32Array {
  let cells = new Float32Array(CELLS * CELLS);
  for (let i = 0; i < places.length; i += 2) {
    const [x, y] = [cellOf(places[i] ?? NaN), cellOf(places[i + 1] ?? NaN)];
    if (!(x >= 0 && y >= 0 && x < CELLS && y < CELLS)) continue;
    const at = y * CELLS + x;
    cells[at] = (cells[at] ?? 0) + 1;
  }
  for (let pass = 0; pass < PASSES; pass++) cells = blurred(blurred(cells, 1, CELLS), CELLS, 1);
  const most = cells.reduce((largest, cell) => Math.max(largest, cell), 0) || 1;
  return cells.map((cell) => cell / most);
}

/** The row or column of a coordinate. */
export function cellOf(place: number): number {
  return Math.floor(((place / WORLD + BEYOND) / (1 + 2 * BEYOND)) * CELLS);
}

/** The density as RGBA: one colour, the more opaque the denser. */
export function densityPixels(
  places: Float32Array,
  [red, green, blue]: readonly [number, number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const density = densityOf(places);
  const pixels = new Uint8ClampedArray(4 * density.length);
  density.forEach((share, cell) => {
    // the root shows what is sparse beside what is very dense
    const step = Math.ceil(STEPS * Math.sqrt(share) - 0.35) / STEPS;
    pixels.set([red, green, blue, MOST_ALPHA * Math.max(0, step)], 4 * cell);
  });
  return pixels;
}

/** A running mean along lines. @param step between cells of a line @param next between lines */
function blurred(cells: Float32Array, step: number, next: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(cells.length);
  for (let line = 0; line < CELLS; line++) {
    const at = (n: number) => (n < 0 || n >= CELLS ? 0 : (cells[line * next + n * step] ?? 0));
    let sum = 0;
    for (let n = 0; n < RADIUS; n++) sum += at(n);
    for (let n = 0; n < CELLS; n++) {
      sum += at(n + RADIUS) - at(n - RADIUS - 1);
      result[line * next + n * step] = sum / (2 * RADIUS + 1);
    }
  }
  return result;
}
