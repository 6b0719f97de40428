import { DISTANCE_MEANINGS, DISTANCE_NAMES, type Distance, type HeldOutCoherence } from "@/domain/distances";

interface Props {
  distances: readonly { distance: Distance; coherence: HeldOutCoherence | null }[];
  chosen: Distance;
  onChoose(distance: Distance): void;
}

/** Which kind of nearness is shown; each says how well it agrees with contexts that it has not seen. */
export function DistanceTabs({ distances, chosen, onChoose }: Props) {
  return (
    <div role="group" aria-label="Near by" className="mb-2 flex flex-wrap gap-1.5">
      {distances.map(({ distance, coherence }) => (
        <button
          key={distance}
          type="button"
          className="control"
          aria-pressed={distance === chosen}
          data-tip={
            DISTANCE_MEANINGS[distance] +
            (coherence
              ? `\nHeld-out coherence: AUC ${coherence.auc.toFixed(3)} (chance ${coherence.random.auc.toFixed(3)})`
              : "")
          }
          onClick={() => onChoose(distance)}
        >
          {DISTANCE_NAMES[distance]}
        </button>
      ))}
    </div>
  );
}
