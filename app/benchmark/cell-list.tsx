import Link from "next/link";
import { BENCHMARK_ARMS, type BenchmarkCell } from "@/domain/steering-benchmark";
import { recipeUrl } from "@/domain/urls";

/** Texts that the arms wrote, each with what was measured on it and a link that has it written again. */
export function CellList({
  cells,
  prompts,
}: {
  cells: readonly BenchmarkCell[];
  prompts: readonly string[];
}) {
  if (cells.length === 0) return <p className="text-soft">No texts of this feature are kept here.</p>;
  return (
    <ul className="divide-y divide-line border-y border-line">
      {cells.map(({ arm, dose, prompt, text, concept, fluency, recipe }) => (
        <li key={`${arm} ${dose} ${prompt}`} className="py-2.5">
          <p className="flex flex-wrap items-baseline justify-between gap-x-4 text-xs text-soft">
            <span>
              {BENCHMARK_ARMS[arm]}
              {dose !== 0 && ` at ${String(dose).replace("-", "−")} × max`}
            </span>
            <span>
              fires on {(100 * concept.fires).toFixed(0)} % of the tokens, {concept.hits} of {concept.words}{" "}
              words of its lexicon, {fluency.nll.toFixed(2)} nats a token
              {recipe && (
                <>
                  {" · "}
                  <Link href={recipeUrl(recipe)} prefetch={false} className="link">
                    write it again
                  </Link>
                </>
              )}
            </span>
          </p>
          <p className="mt-1 max-w-[90ch] break-words">
            <span className="text-soft">{prompts[prompt]}</span> {text}
          </p>
        </li>
      ))}
    </ul>
  );
}
