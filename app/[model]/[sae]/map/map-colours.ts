import { NO_POINT_SCORE, ranksOf, type MapCluster, type MapPoints } from "@/domain/feature-map";
import type { MapColour } from "@/domain/map-view";

/** What points can be coloured by, in words. */
export const COLOUR_NAMES: Record<MapColour, string> = {
  cluster: "cluster",
  density: "density",
  max: "max activation",
  score: "label score",
};

export type Rgb = readonly [number, number, number];

/** Told apart by people who do not see all colours, on light and dark ground (Okabe and Ito 2008, darkened yellow). */
const CLUSTER_COLOURS: readonly Rgb[] = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [86, 180, 233],
  [213, 94, 0],
  [148, 130, 50],
  [120, 94, 200],
];
const NOTHING: Rgb = [140, 145, 156];
const LOW: Rgb = [176, 190, 205];
const HIGH: Rgb = [25, 76, 190];
const HIGH_DARK: Rgb = [150, 200, 255];
const LOW_DARK: Rgb = [70, 84, 104];
const OPAQUE = 220;
const FADED = 45;

export function clusterColour(topLevel: number): Rgb {
  return CLUSTER_COLOURS[topLevel % CLUSTER_COLOURS.length] ?? NOTHING;
}

export function ramp(share: number, dark: boolean): Rgb {
  const [low, high] = dark ? [LOW_DARK, HIGH_DARK] : [LOW, HIGH];
  return [0, 1, 2].map((i) =>
    Math.round((low[i] ?? 0) + share * ((high[i] ?? 0) - (low[i] ?? 0))),
  ) as unknown as Rgb;
}

/** The largest cluster that each cluster is part of. */
export function topClusters(tree: readonly MapCluster[]): Map<number, number> {
  const top = new Map<number, number>();
  for (const { id, parent } of tree) top.set(id, parent === null ? id : (top.get(parent) ?? id));
  return top;
}

/** RGBA of each point. @param lit features that a search found; the others fade */
export function pointColours(
  points: MapPoints,
  tree: readonly MapCluster[],
  colour: MapColour,
  lit: ReadonlySet<number> | null,
  dark: boolean,
): Uint8Array {
  const top = topClusters(tree);
  const rgba = new Uint8Array(4 * points.x.length);
  const colourAt =
    colour === "cluster"
      ? (i: number) => clusterColour(top.get(points.cluster[i] ?? 0) ?? 0)
      : rankColours(points, colour, dark);
  for (let i = 0; i < points.x.length; i++) {
    rgba.set(colourAt(i), 4 * i);
    rgba[4 * i + 3] = lit && !lit.has(i) ? FADED : OPAQUE;
  }
  return rgba;
}

/** By rank and not by value: values crowd at one end, and would leave most of the scale unused. */
function rankColours(
  points: MapPoints,
  colour: Exclude<MapColour, "cluster">,
  dark: boolean,
): (i: number) => Rgb {
  // a feature that was never active has a maximum of 0
  const [values, none] = {
    density: [points.density, 0],
    max: [points.max, 0],
    score: [points.score, NO_POINT_SCORE],
  }[colour] as [Uint16Array | Uint8Array, number];
  const ranks = ranksOf(values, none);
  return (i) => {
    const value = values[i] ?? none;
    return value === none ? NOTHING : ramp(ranks[value] ?? 0, dark);
  };
}
