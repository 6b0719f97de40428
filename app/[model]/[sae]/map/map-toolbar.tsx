import { ShareButton } from "@/app/components/share/share-button";
import type { Shared } from "@/app/components/share/share-panel";
import { DISTANCE_NAMES, type Distance, type MeasuredDistance } from "@/domain/distances";
import { formatCounted } from "@/domain/format";
import { MAP_COLOURS, MAP_QUERY_CHARACTERS, type MapColour } from "@/domain/map-view";
import { COLOUR_NAMES } from "./map-colours";

interface Props {
  text: string;
  onText(text: string): void;
  /** Features that the text found; null where nothing is looked for. */
  found: number | null;
  /** What there are maps by, most coherent first, and which one is shown. */
  distances: readonly MeasuredDistance[];
  distance: Distance;
  onDistance(distance: Distance): void;
  ground: boolean;
  onGround(on: boolean): void;
  colour: MapColour;
  onColour(colour: MapColour): void;
  lassoing: boolean;
  onLasso(on: boolean): void;
  onWhole(): void;
  /** What is shown, as a frame of another site has it. */
  embed: NonNullable<Shared["embed"]>;
}

/** What can be done to the whole map. */
export function MapToolbar(props: Props) {
  const { text, onText, found, distances, distance, onDistance, ground, onGround } = props;
  const { colour, onColour, lassoing, onLasso, onWhole, embed } = props;
  return (
    <div className="mb-2.5 flex flex-wrap items-center gap-2">
      <input
        type="search"
        className="field w-full sm:w-64"
        aria-label="Light up features by words"
        placeholder="Light up: dragon, sad, “once upon”"
        maxLength={MAP_QUERY_CHARACTERS}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      {distances.length > 1 && (
        <label
          className="flex items-center gap-2 text-soft"
          data-tip={
            "What lies close together. AUC: how well that agrees with\npassages it was not made from; 0.5 is chance."
          }
        >
          Near by
          <select
            className="field text-ink"
            value={distance}
            onChange={(event) => {
              const chosen = distances.find((known) => known.distance === event.target.value);
              if (chosen) onDistance(chosen.distance);
            }}
          >
            {distances.map(({ distance: known, coherence }) => (
              <option key={known} value={known}>
                {DISTANCE_NAMES[known]}
                {coherence && ` · AUC ${coherence.auc.toFixed(3)}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="flex items-center gap-2 text-soft">
        Colour
        <select
          className="field text-ink"
          value={colour}
          onChange={(event) => onColour(MAP_COLOURS.find((name) => name === event.target.value) ?? "cluster")}
        >
          {MAP_COLOURS.map((name) => (
            <option key={name} value={name}>
              {COLOUR_NAMES[name]}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="control"
        aria-pressed={ground}
        data-tip="Shade the ground by how densely the points lie"
        onClick={() => onGround(!ground)}
      >
        Density
      </button>
      <button
        type="button"
        className="control"
        aria-pressed={lassoing}
        data-tip="Draw around features to put them on a list"
        onClick={() => onLasso(!lassoing)}
      >
        Lasso
      </button>
      <button type="button" className="control" onClick={onWhole}>
        Whole map
      </button>
      <ShareButton embed={embed} />
      <span role="status" className="text-soft">
        {found !== null && `${formatCounted(found, "feature")} found`}
      </span>
    </div>
  );
}
