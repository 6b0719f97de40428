import { Explained } from "@/app/components/explained";
import type { Column } from "./columns";
import type { Figure } from "./figures";

/** Every figure beside those of the controls that there are. */
export function FigureTable({
  figures,
  columns,
}: {
  figures: readonly Figure[];
  columns: readonly Column[];
}) {
  return (
    <section className="card" aria-labelledby="figures-title">
      <h2 id="figures-title" className="card-title">
        Figures
      </h2>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Figures and controls">
        <table className="w-full">
          <thead className="text-xs text-soft">
            <tr>
              <td />
              {columns.map(({ key, name, tip }) => (
                <th key={key} scope="col" className="pb-1 pl-4 text-right font-medium">
                  <Explained tip={tip}>{name}</Explained>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {figures.map(({ name, meaning, formula, values }) => (
              <tr key={name} className="border-t border-line">
                <th scope="row" className="py-1.5 text-left font-normal">
                  <Explained tip={`${meaning}\n${formula}`}>{name}</Explained>
                </th>
                {columns.map(({ key }) => (
                  <Value key={key} value={values[key]} own={key === "own"} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-2 text-xs text-soft">
        <a href="#formulas" className="link">
          How each is measured
        </a>
      </p>
    </section>
  );
}

function Value({ value, own }: { value: string | null | undefined; own: boolean }) {
  if (value === undefined) return <td className="pl-4 text-right text-soft">–</td>;
  if (value === null) return <td className="pl-4 text-right text-xs text-soft">not measured</td>;
  return (
    <td className={`pl-4 text-right whitespace-nowrap ${own ? "font-semibold" : "text-soft"}`}>{value}</td>
  );
}
