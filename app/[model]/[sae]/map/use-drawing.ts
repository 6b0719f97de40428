import { useMemo } from "react";
import { isPlaced, type MapPoints } from "@/domain/feature-map";
import type { MapView } from "@/domain/map-view";
import type { Drawing } from "./map-canvas";
import { pointColours } from "./map-colours";
import type { MapFacts } from "./use-layout";

interface Drawn {
  points: MapPoints | null;
  tree: MapFacts["tree"];
  view: MapView;
  /** From the chosen feature to its neighbours. */
  lines: Drawing["lines"];
  /** What the search has found, if one is made. */
  lit: readonly number[] | null;
  dark: boolean;
}

/** What the canvas draws; null until the points are there. */
export function useDrawing({ points, tree, view, lines, lit, dark }: Drawn): Drawing | null {
  const { f: selected, list, colour, ground } = view;
  const colours = useMemo(
    () => points && pointColours(points, tree, colour, lit && new Set(lit), dark),
    [points, tree, colour, lit, dark],
  );
  return useMemo(
    () =>
      points && colours
        ? {
            points,
            colours,
            selected: selected ?? null,
            // those of the layout before may have no place in this one
            lines:
              selected !== undefined && isPlaced(points, selected)
                ? lines.filter(({ id }) => isPlaced(points, id))
                : [],
            marked: list ?? [],
            lit: lit ?? [],
            ground: ground !== undefined,
            ink: dark ? ([233, 234, 236] as const) : ([22, 24, 29] as const),
          }
        : null,
    [points, colours, selected, lines, list, lit, ground, dark],
  );
}
