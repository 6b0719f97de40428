import { formatPercent } from "@/domain/format";
import type { EvaluatedLetter } from "@/domain/sae-evaluation";

const HEIGHT = 100;
/** Of a letter, in units of the drawing. */
const STEP = 20;
const BAR = 7;

/** For every letter two bars: how much has been taken over in this SAE, and in a random one; drawn on the server. */
export function LetterBars({ letters }: { letters: readonly EvaluatedLetter[] }) {
  const height = (share: number) => HEIGHT * share;
  return (
    <figure>
      <svg
        viewBox={`0 0 ${letters.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-32 w-full border-b border-line"
        role="img"
        aria-label={`Absorption fraction of ${letters.length} first letters`}
      >
        {letters.map(({ letter, features, random, judged }, i) => (
          <g key={letter}>
            <rect
              className="fill-ink/70"
              x={i * STEP + 2.5}
              width={BAR}
              y={HEIGHT - height(features.fraction)}
              height={height(features.fraction)}
            />
            <rect
              className="fill-ink/25"
              x={i * STEP + 2.5 + BAR + 1}
              width={BAR}
              y={HEIGHT - height(random.fraction)}
              height={height(random.fraction)}
            />
            <rect
              fill="transparent"
              x={i * STEP}
              width={STEP}
              height={HEIGHT}
              data-tip={`${letter}: ${formatPercent(features.fraction)}, random ${formatPercent(random.fraction)}\nof ${judged} words`}
            />
          </g>
        ))}
      </svg>
      <div className="mt-1 flex text-[11px] text-soft" aria-hidden="true">
        {letters.map(({ letter }) => (
          <span key={letter} className="flex-1 text-center">
            {letter}
          </span>
        ))}
      </div>
      <figcaption className="mt-1.5 flex flex-wrap gap-x-4 text-xs text-soft">
        <span>
          <span className="mr-1.5 inline-block size-2.5 bg-ink/70" aria-hidden="true" />
          this SAE
        </span>
        <span>
          <span className="mr-1.5 inline-block size-2.5 bg-ink/25" aria-hidden="true" />
          random directions
        </span>
        <span>the axis ends at 100 %</span>
      </figcaption>
    </figure>
  );
}
