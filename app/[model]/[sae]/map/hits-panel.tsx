import { useState } from "react";
import { formatCount } from "@/domain/format";
import type { PointCard } from "@/server/procedures/map/queries";
import { FeatureButtons } from "./map-panels";

/** How many hits are named at first, and how many more at each wish. */
export const HITS_SHOWN = 20;

interface Props {
  /** Best first. */
  hits: readonly number[];
  shown: number;
  cards: ReadonlyMap<number, PointCard>;
  onSelect(index: number): void;
  onMore(): void;
}

/** What the words of the search find, by name; choosing one flies there. */
export function HitsPanel({ hits, shown, cards, onSelect, onMore }: Props) {
  return (
    <section className="card" aria-labelledby="hits-title">
      <h2 id="hits-title" className="card-title">
        Found · {formatCount(hits.length)}
      </h2>
      {hits.length === 0 && (
        <p className="text-soft">No feature has all these words in its labels, tokens or examples.</p>
      )}
      <div className="lg:max-h-[34dvh] lg:overflow-auto">
        <FeatureButtons
          name="Found features"
          indices={hits.slice(0, shown)}
          cards={cards}
          onSelect={onSelect}
        />
      </div>
      {hits.length > shown && (
        <button type="button" className="control mt-2" onClick={onMore}>
          More
        </button>
      )}
    </section>
  );
}

/** How many hits of a search are named; a new search begins anew. */
export function useShownHits(search: string | undefined, most: number): { shown: number; more: () => void } {
  const [state, setState] = useState({ search, shown: HITS_SHOWN });
  const shown = state.search === search ? state.shown : HITS_SHOWN;
  return { shown, more: () => setState({ search, shown: Math.min(most, shown + HITS_SHOWN) }) };
}
