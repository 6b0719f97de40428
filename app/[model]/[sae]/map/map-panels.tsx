import Link from "next/link";
import { DISTANCE_NAMES, type Distance } from "@/domain/distances";
import { formatActivation, formatPercent } from "@/domain/format";
import { featureUrl, type SaeAddress } from "@/domain/urls";
import { cardName, type Cards } from "./use-cards";

interface SelectedProps {
  address: SaeAddress;
  index: number;
  /** Whether it has a place on the map. */
  placed: boolean;
  distance: Distance;
  nearest: readonly { id: number; cosine: number }[];
  cards: Cards;
  onSelect(index: number | null): void;
  /** Puts it on the list; null in a frame of another site, where links open a page of their own. */
  onKeep: ((index: number) => void) | null;
}

/** The feature that was clicked, and its true nearest. */
export function SelectedPanel(props: SelectedProps) {
  const { address, index, placed, distance, nearest, cards, onSelect, onKeep } = props;
  const card = cards.get(index);
  return (
    <section className="card" aria-labelledby="selected-title">
      <div className="flex items-start justify-between gap-2">
        <h2 id="selected-title" className="font-semibold [overflow-wrap:anywhere]">
          <Link
            href={featureUrl({ ...address, index })}
            prefetch={false}
            className="link"
            target={onKeep ? undefined : "_blank"}
          >
            {index}
          </Link>{" "}
          <bdi>{cardName(index, card)}</bdi>
        </h2>
        <button
          type="button"
          className="control px-2"
          onClick={() => onSelect(null)}
          aria-label="Let go of it"
        >
          ✕
        </button>
      </div>
      <p className="mt-0.5 text-xs text-soft">
        {card?.density != null && `density ${formatPercent(card.density)}`}
        {card?.max != null && ` · max ${formatActivation(card.max)}`}
      </p>
      {!placed && (
        <p className="mt-2 text-soft">
          It has no place on this map: by {DISTANCE_NAMES[distance]}, it is near no other feature.
        </p>
      )}
      {onKeep && (
        <button type="button" className="control mt-2" onClick={() => onKeep(index)}>
          Add to the list
        </button>
      )}
      {placed && (
        <h3 className="mt-3 mb-1 text-xs font-semibold text-soft">
          Nearest by {DISTANCE_NAMES[distance]} · cosine (the lines)
        </h3>
      )}
      <FeatureButtons
        name="Nearest features"
        indices={nearest.map(({ id }) => id)}
        cards={cards}
        onSelect={onSelect}
        figure={(id) => nearest.find((near) => near.id === id)?.cosine.toFixed(3) ?? ""}
      />
    </section>
  );
}

interface ListProps {
  list: readonly number[];
  cards: Cards;
  onSelect(index: number): void;
  onRemove(index: number): void;
  onClear(): void;
}

/** Features put aside with the lasso or by hand; they are part of the address. */
export function ListPanel({ list, cards, onSelect, onRemove, onClear }: ListProps) {
  return (
    <section className="card" aria-labelledby="list-title">
      <h2 id="list-title" className="card-title">
        List · {list.length}
      </h2>
      <ol className="max-h-56 overflow-auto" aria-label="Listed features" tabIndex={0}>
        {list.map((index) => (
          <li key={index} className="flex items-center gap-1">
            <button
              type="button"
              className="min-w-0 flex-1 truncate py-0.5 text-left hover:text-accent"
              onClick={() => onSelect(index)}
            >
              <span className="inline-block w-11 text-soft">{index}</span>{" "}
              <bdi>{cardName(index, cards.get(index))}</bdi>
            </button>
            <button
              type="button"
              className="px-1.5 text-soft hover:text-ink"
              onClick={() => onRemove(index)}
              aria-label={`Take feature ${index} off the list`}
            >
              ✕
            </button>
          </li>
        ))}
      </ol>
      <div className="mt-2 flex gap-2">
        <button type="button" className="control" onClick={onClear}>
          Clear
        </button>
      </div>
    </section>
  );
}

interface ButtonsProps {
  name: string;
  indices: readonly number[];
  cards: Cards;
  onSelect(index: number): void;
  figure?: (index: number) => string;
}

/** Features by name, to walk over by keyboard or with a screen reader. */
export function FeatureButtons({ name, indices, cards, onSelect, figure }: ButtonsProps) {
  return (
    <ol aria-label={name}>
      {indices.map((index) => (
        <li key={index}>
          <button
            type="button"
            className="flex w-full items-baseline gap-2 py-0.5 text-left hover:text-accent"
            onClick={() => onSelect(index)}
          >
            <span className="w-11 shrink-0 text-soft">{index}</span>
            <bdi className="min-w-0 flex-1 truncate">{cardName(index, cards.get(index))}</bdi>
            {figure && <span className="shrink-0">{figure(index)}</span>}
          </button>
        </li>
      ))}
    </ol>
  );
}
