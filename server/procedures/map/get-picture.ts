import { z } from "zod";
import { distance as anyDistance, type Distance } from "@/domain/distances";
import { MAP_SIZE, NO_CLUSTER } from "@/domain/feature-map";
import { layOut } from "@/domain/umap/lay-out";
import type { SaeAddress } from "@/domain/urls";
import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { listNeighbourRows, readMapPlaces } from "./queries";
import { noMap } from "./map-points";

/** A small SVG of the whole map, or of what is around one feature. */
export const getPicture = publicProcedure
  .input(
    z.object({
      address: saeAddress,
      feature: z.string().nullable(),
      distance: anyDistance.nullable().default(null),
    }),
  )
  .query(async ({ input: { address, feature, distance } }) => {
    if (feature === null) return drawMap(address, distance);
    const { index } = await resolveFeature({ ...address, index: feature });
    return drawSurroundings(address, index, distance);
  });

const SIZE = 300;
const MOST_DOTS = 4000;
/** Grey and blue that can be seen on light and dark ground alike, since a picture does not know the page's theme. */
const GREY = "#8b919c";
const ACCENT = "#4f7fe0";
/** Neighbours of the feature, and of each of them, in the picture of its surroundings. */
const NEAR = 16;
const THEIRS = 6;

/** A map as a small picture. */
async function drawMap(
  address: SaeAddress,
  distance: Distance | null,
): Promise<{ version: string; svg: string }> {
  const { id } = await resolveSae(address);
  const places = await readMapPlaces(id, distance);
  if (!places) throw noMap(address);
  const { positions, clusters, version } = places;
  const points = positions.length / 4;
  const step = Math.max(1, Math.ceil(points / MOST_DOTS));
  let dots = "";
  for (let i = 0; i < points; i += step) {
    if (clusters.readUInt16LE(2 * i) === NO_CLUSTER) continue;
    dots += dot(
      (positions.readUInt16LE(4 * i) * SIZE) / MAP_SIZE,
      (positions.readUInt16LE(4 * i + 2) * SIZE) / MAP_SIZE,
    );
  }
  return { version, svg: svgOf(`<path d="${dots}" ${stroke(GREY, points > 2000 ? 2.4 : 4)} opacity=".7"/>`) };
}

/** A feature, its nearest and theirs, laid out alone; lines are cosines between the feature and its nearest. */
async function drawSurroundings(
  address: SaeAddress,
  feature: number,
  distance: Distance | null,
): Promise<{ version: string; svg: string }> {
  const { id } = await resolveSae(address);
  const own = (await listNeighbourRows(id, [feature], NEAR, distance))[0];
  if (!own) throw noMap(address);
  const rows = new Map(
    (await listNeighbourRows(id, own.ids, THEIRS, distance)).map((row) => [row.feature, row] as const),
  ).set(feature, own);
  const members = [...new Set([feature, ...own.ids, ...[...rows.values()].flatMap(({ ids }) => ids)])];
  const places = new Map(members.map((member, i) => [member, i]));
  const ids = new Int32Array(members.length * NEAR).fill(-1);
  const distances = new Float64Array(members.length * NEAR).fill(1);
  const link = (from: number, to: number, cosine: number) => {
    const at = (places.get(from) ?? 0) * NEAR;
    for (let n = at; n < at + NEAR; n++) {
      if (ids[n] === places.get(to)) return;
      if (ids[n] !== -1) continue;
      ids[n] = places.get(to) ?? 0;
      distances[n] = 1 - cosine;
      return;
    }
  };
  for (const row of rows.values()) row.ids.forEach((to, n) => link(row.feature, to, row.cosines[n] ?? 0));
  // the outermost know only who they were found by
  for (const row of rows.values())
    row.ids.forEach((to, n) => rows.has(to) || link(to, row.feature, row.cosines[n] ?? 0));
  const { positions } = layOut(
    { points: members.length, each: NEAR, ids, distances },
    { seed: 1, neighbours: NEAR + 1, minDistance: 0.3, spread: 1, epochs: 300, negatives: 5 },
  );
  const [xs, ys] = [0, 1].map((axis) => scaleOf(positions, axis));
  const place = (i: number) =>
    [xs?.(positions[2 * i] ?? 0) ?? 0, ys?.(positions[2 * i + 1] ?? 0) ?? 0] as const;
  const [cx, cy] = place(0);
  const lines = own.ids
    .map(
      (_, n) =>
        `M${round(cx)} ${round(cy)}L${place(n + 1)
          .map(round)
          .join(" ")}`,
    )
    .join("");
  const outer = members
    .slice(own.ids.length + 1)
    .map((_, n) => dot(...place(n + own.ids.length + 1)))
    .join("");
  const near = own.ids.map((_, n) => dot(...place(n + 1))).join("");
  return {
    version: `${feature}-${own.ids.join("-")}`,
    svg: svgOf(
      `<path d="${lines}" fill="none" stroke="${GREY}" opacity=".45"/>` +
        `<path d="${outer}" ${stroke(GREY, 4)} opacity=".55"/><path d="${near}" ${stroke(ACCENT, 6)} opacity=".85"/>` +
        `<circle cx="${round(cx)}" cy="${round(cy)}" r="6" fill="none" stroke="${ACCENT}" stroke-width="2.5"/>` +
        `<circle cx="${round(cx)}" cy="${round(cy)}" r="2.5" fill="${ACCENT}"/>`,
    ),
  };
}

const round = (x: number) => Math.round(10 * x) / 10;
const dot = (x: number, y: number) => `M${round(x)} ${round(y)}h0`;
const stroke = (colour: string, width: number) =>
  `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"`;

function svgOf(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 ${SIZE + 8} ${SIZE + 8}">${content}</svg>`;
}

function scaleOf(positions: Float64Array, axis: number): (x: number) => number {
  let [least, most] = [Infinity, -Infinity];
  for (let i = axis; i < positions.length; i += 2) {
    least = Math.min(least, positions[i] as number);
    most = Math.max(most, positions[i] as number);
  }
  return (x) => (SIZE * (x - least)) / (most - least || 1);
}
