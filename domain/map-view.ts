import { z } from "zod";
import { distance as anyDistance, type Distance } from "./distances";
import { withQuery, saeUrl, type SaeAddress } from "./urls";

/** What of a map is shown; part of its address. Coordinates are those of feature-map.ts over MAP_SIZE, 0 to 1. */

export const MAP_COLOURS = ["cluster", "density", "max", "score"] as const;
export type MapColour = (typeof MAP_COLOURS)[number];

/** Features that a list in an address may name. */
export const LIST_LIMIT = 400;
export const MAP_QUERY_CHARACTERS = 200;

const centre = z
  .string()
  .regex(/^-?\d(\.\d{1,6})?,-?\d(\.\d{1,6})?,-?\d{1,2}(\.\d{1,3})?$/)
  .transform((text) => {
    const [x = 0.5, y = 0.5, zoom = 0] = text.split(",").map(Number);
    return { x, y, zoom: Math.min(12, Math.max(-2, zoom)) };
  });
export type MapCentre = z.output<typeof centre>;

/** "3-6.9": 3 to 6 and 9. */
const indexList = z
  .string()
  .regex(/^\d{1,9}(-\d{1,9})?(\.\d{1,9}(-\d{1,9})?)*$/)
  .transform((text) => {
    const all: number[] = [];
    for (const part of text.split(".")) {
      const [from = 0, to = from] = part.split("-").map(Number);
      for (let i = from; i <= to && all.length < LIST_LIMIT; i++) all.push(i);
    }
    return all;
  });

/** Senseless values count as left out. */
export const mapView = z.object({
  at: centre.optional().catch(undefined),
  f: z.coerce.number().int().nonnegative().optional().catch(undefined),
  colour: z.enum(MAP_COLOURS).catch("cluster"),
  /** What it is laid out by; left out for the most coherent distance. */
  by: anyDistance.optional().catch(undefined),
  /** What lies under the points. */
  ground: z.enum(["density"]).optional().catch(undefined),
  q: z
    .string()
    .transform((text) => text.trim().slice(0, MAP_QUERY_CHARACTERS))
    .optional()
    .catch(undefined),
  list: indexList.optional().catch(undefined),
});
export type MapView = z.infer<typeof mapView>;

/** Parameters of an address that say nothing about this map, in words. */
export function ignoredParameters(
  raw: Readonly<Record<string, string | undefined>>,
  view: MapView,
  features: number,
): string[] {
  const ignored = ["at", "f", "colour", "by", "ground", "list"].filter((name) => {
    const given = raw[name];
    if (given === undefined || given === "") return false;
    if (name === "colour") return given !== view.colour;
    return view[name as "at" | "f" | "by" | "ground" | "list"] === undefined;
  });
  const beyond = [...(view.f === undefined ? [] : [view.f]), ...(view.list ?? [])].filter(
    (i) => i >= features,
  );
  return [
    ...ignored.map((name) => `“${name}=${shorten(raw[name] ?? "")}”`),
    ...(beyond.length > 0 ? [`feature ${beyond[0]} (the last one is ${features - 1})`] : []),
  ];
}

const SHOWN_CHARACTERS = 40;
const shorten = (text: string) =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;

export function mapUrl(address: SaeAddress, view: Partial<MapView> = {}): string {
  const { at, f, colour, by, ground, q, list } = view;
  return withQuery(`${saeUrl(address)}/map`, {
    f: f === undefined ? undefined : String(f),
    at: at && [round(at.x, 6), round(at.y, 6), round(at.zoom, 3)].join(","),
    colour: colour === "cluster" ? undefined : colour,
    by,
    ground,
    q: q || undefined,
    list: list?.length ? packList(list) : undefined,
  });
}

/** So many decimals that the same window shows the same picture to a pixel. */
const round = (x: number, decimals: number) => Number(x.toFixed(decimals));

export function mapPointsUrl(address: SaeAddress, version: string, by?: Distance): string {
  return withQuery(`/api/map${saeUrl(address)}/points`, { by, v: version });
}

/** The picture of a map, or of the surroundings of one feature on it; by the most coherent distance where none is given. */
export function mapPictureUrl(
  address: SaeAddress,
  { feature, by }: { feature?: number; by?: Distance | undefined } = {},
): string {
  return withQuery(`/api/map${saeUrl(address)}/picture`, {
    f: feature === undefined ? undefined : String(feature),
    by,
  });
}

function packList(list: readonly number[]): string {
  const sorted = [...new Set(list)].sort((a, b) => a - b).slice(0, LIST_LIMIT);
  const runs: [number, number][] = [];
  for (const index of sorted) {
    const last = runs.at(-1);
    if (last && index === last[1] + 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(".");
}
