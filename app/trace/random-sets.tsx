import type { ChainAnswer } from "@/domain/chain";
import { formatCount, formatPercent } from "@/domain/format";
import { wilson95 } from "@/domain/wilson";
import { inWords } from "./chain-words";

interface Props {
  random: NonNullable<ChainAnswer["random"]>;
  /** Of the chain. */
  size: number;
}

/** Norms that differ by less are told as equal. */
const EQUAL = 0.05;

/** How often other activations, as many and as strong together, change the word: one square a set. */
export function RandomSets({ random: { sets, changed, norm }, size }: Props) {
  const [low, high] = wilson95(changed, sets);
  const isEqual = Math.abs(norm - 1) < EQUAL;
  return (
    <aside className="card self-start" aria-labelledby="random-title">
      <h3 id="random-title" className="card-title">
        Would any others do?
      </h3>
      <p className="grid w-fit grid-cols-10 gap-1" aria-hidden="true">
        {Array.from({ length: sets }, (_, i) => (
          <span
            key={i}
            className={`size-3 rounded-[2px] border ${i < changed ? "border-activation bg-activation" : "border-line-strong"}`}
          />
        ))}
      </p>
      <p className="mt-2">
        {changed === 0 ? "None" : formatCount(changed)} of {formatCount(sets)} sets of{" "}
        {size === 1 ? "one other activation" : `${inWords(size)} other activations`}, drawn at random
        {isEqual ? " and as strong together" : ""}, {changed === 1 ? "changes" : "change"} the word:{" "}
        {formatPercent(changed / sets)} (95 % interval {formatPercent(low)} to {formatPercent(high)}).
      </p>
      {!isEqual && (
        <p className="mt-1 text-xs text-soft">
          No others are as strong: these have {formatPercent(norm)} of the chain’s strength on average.
        </p>
      )}
      <p className="mt-1 text-xs text-soft">
        Strength is the length of what they add to the model’s state, summed.
      </p>
    </aside>
  );
}
