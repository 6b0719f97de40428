import type { MapCluster } from "@/domain/feature-map";
import type { MapColour } from "@/domain/map-view";
import { clusterColour, COLOUR_NAMES, ramp } from "./map-colours";

interface Props {
  colour: MapColour;
  tree: readonly MapCluster[];
  dark: boolean;
}

/** What the colours mean. */
export function MapLegend({ colour, tree, dark }: Props) {
  if (colour === "cluster")
    return (
      <ul
        className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs"
        aria-label="Colours of the largest clusters"
      >
        {tree
          .filter(({ level }) => level === 0)
          .map(({ id, words, size }) => (
            <li key={id} className="flex items-center gap-1.5">
              <span
                className="size-2.5 rounded-full"
                style={{ background: `rgb(${clusterColour(id).join(" ")})` }}
                aria-hidden="true"
              />
              <bdi>{words.join(" · ") || `cluster ${id}`}</bdi> <span className="text-soft">{size}</span>
            </li>
          ))}
      </ul>
    );
  return (
    <p className="mt-2 flex items-center gap-2 text-xs text-soft">
      {COLOUR_NAMES[colour]}, by rank: lowest
      <span
        className="h-2.5 w-32 rounded-full"
        style={{
          background: `linear-gradient(90deg, rgb(${ramp(0, dark).join(" ")}), rgb(${ramp(1, dark).join(" ")}))`,
        }}
        aria-hidden="true"
      />
      highest; grey: none
    </p>
  );
}
