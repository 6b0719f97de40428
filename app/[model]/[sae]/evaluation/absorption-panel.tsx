import { formatCounted } from "@/domain/format";
import { LEAST_PROBE_F1, tellingLetters, type EvaluatedLetter } from "@/domain/sae-evaluation";
import type { SaeAddress } from "@/domain/urls";
import { LetterBars } from "./letter-bars";
import { LetterTable } from "./letter-table";

/** What other features have taken over from those that stand for a word's first letter. */
export function AbsorptionPanel({
  address,
  letters,
}: {
  address: SaeAddress;
  letters: readonly EvaluatedLetter[];
}) {
  const told = tellingLetters(letters);
  const best = Math.max(0, ...letters.map(({ probeF1 }) => probeF1));
  return (
    <section className="card" aria-labelledby="absorption-title">
      <h2 id="absorption-title" className="card-title">
        Absorption, first letters of words
      </h2>
      {told.length > 0 ? (
        <>
          <LetterBars letters={told} />
          <p className="mt-2 max-w-[78ch] text-xs text-soft">
            How much of what says that a word begins with the letter comes from other features than those that
            stand for the letter, over {formatCounted(told.length, "letter")} that a probe can tell of words
            that it has not seen.
          </p>
        </>
      ) : (
        <p className="max-w-[78ch] text-soft">
          {letters.length === 0
            ? "There are too few whole words to learn a letter from, so nothing can be said."
            : `Not measured: what the SAE reads does not say with which letter a word begins that the probe has not seen. The best probe reaches an F1 of ${best.toFixed(2)}, and ${LEAST_PROBE_F1} is needed.`}
        </p>
      )}
      {letters.length > 0 && (
        <details className="mt-2 text-xs">
          <summary className="w-fit text-soft hover:text-ink">Letters as a table</summary>
          <LetterTable address={address} letters={letters} />
        </details>
      )}
      {told.length > 0 && told.length < letters.length && (
        <p className="mt-2 text-xs text-soft">
          Left out of bars and means: {formatCounted(letters.length - told.length, "letter")} whose probe has
          an F1 below {LEAST_PROBE_F1}.
        </p>
      )}
    </section>
  );
}
