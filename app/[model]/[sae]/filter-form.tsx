import Form from "next/form";
import Link from "next/link";
import type { BrowseQuery } from "@/domain/browse";

/** Bounds on density and maximum. An ordinary form: what is typed becomes the address. */
export function FilterForm({ path, query }: { path: string; query: BrowseQuery }) {
  const filtered = [query.minPercent, query.maxPercent, query.minMax, query.maxMax].some(
    (bound) => bound !== undefined,
  );
  return (
    <Form
      // The fields are not controlled: a new address must bring new contents.
      key={JSON.stringify(query)}
      action={path}
      scroll={false}
      prefetch={false}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 text-soft"
    >
      {query.sort !== "index" && <input type="hidden" name="sort" value={query.sort} />}
      {query.order !== "asc" && <input type="hidden" name="order" value={query.order} />}
      <Bounds
        legend="density, %"
        names={["minPercent", "maxPercent"]}
        values={[query.minPercent, query.maxPercent]}
      />
      <Bounds legend="max" names={["minMax", "maxMax"]} values={[query.minMax, query.maxMax]} />
      <span className="flex gap-1.5">
        <button type="submit" className="control">
          Filter
        </button>
        {filtered && (
          <Link href={path} prefetch={false} scroll={false} className="control">
            Clear
          </Link>
        )}
      </span>
    </Form>
  );
}

interface BoundsProps {
  legend: string;
  names: readonly [string, string];
  values: readonly [number | undefined, number | undefined];
}

function Bounds({ legend, names, values }: BoundsProps) {
  return (
    <fieldset className="flex items-center gap-1.5">
      <legend className="float-left mr-1.5 text-xs">{legend}</legend>
      {names.map((name, i) => (
        <span key={name} className="contents">
          {i === 1 && <span aria-hidden="true">–</span>}
          <input
            name={name}
            type="number"
            min={0}
            step="any"
            inputMode="decimal"
            defaultValue={values[i]}
            placeholder={i === 0 ? "min" : "max"}
            aria-label={`${legend}, ${i === 0 ? "at least" : "at most"}`}
            className="field w-21 [appearance:textfield] text-ink [&::-webkit-inner-spin-button]:appearance-none"
          />
        </span>
      ))}
    </fieldset>
  );
}
