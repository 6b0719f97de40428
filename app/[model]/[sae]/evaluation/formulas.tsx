import type { Figure } from "./figures";

/** What every figure means, its formula, and what SAEBench calls it. */
export function Formulas({ figures }: { figures: readonly Figure[] }) {
  return (
    <section className="card" aria-labelledby="formulas">
      <h2 id="formulas" className="card-title scroll-mt-20">
        How each is measured
      </h2>
      <dl className="grid gap-x-6 gap-y-3 md:grid-cols-2">
        {figures.map(({ name, meaning, formula, saebench }) => (
          <div key={name}>
            <dt className="font-semibold">{name}</dt>
            <dd>
              {meaning}
              <span className="block text-xs text-soft">
                {formula}
                {saebench && ` · SAEBench: ${saebench}`}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 max-w-[78ch] text-xs text-soft">
        Names and formulas are those of SAEBench (Karvonen et al. 2025) where it has the figure, so that they
        can be compared with care: the texts, concepts and words are this program’s own. Concepts are the
        rules that labels are made of, and letters are read at the word’s own token.
      </p>
    </section>
  );
}
