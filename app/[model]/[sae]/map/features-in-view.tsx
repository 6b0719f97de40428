import { FeatureButtons } from "./map-panels";
import type { Cards } from "./use-cards";

interface Props {
  /** From the middle out; null until the points are there. */
  visible: readonly number[] | null;
  cards: Cards;
  /** Of a map in a frame, which is low. */
  low: boolean;
  onSelect(index: number): void;
}

/** The features that the window shows, as a list. */
export function FeaturesInView({ visible, cards, low, onSelect }: Props) {
  return (
    <section className="card" aria-labelledby="in-view-title">
      <h2 id="in-view-title" className="card-title">
        In view, from the middle out
      </h2>
      {visible ? (
        <div className={low ? "max-h-40 overflow-auto" : "lg:max-h-[48dvh] lg:overflow-auto"}>
          <FeatureButtons name="Features in view" indices={visible} cards={cards} onSelect={onSelect} />
        </div>
      ) : (
        <div className="skeleton h-40" role="img" aria-label="Loading the features" />
      )}
    </section>
  );
}
