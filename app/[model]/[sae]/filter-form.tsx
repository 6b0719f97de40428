import Form from "next/form";
import Link from "next/link";
import { LABEL_FILTERS, type BrowseQuery } from "@/domain/browse";
import { methodName } from "@/domain/label-method-names";

/** Bounds on density and maximum. An ordinary form: what is typed becomes the address. */
export function FilterForm({ path, query }: { path: string; query: BrowseQuery }) {
  const { minPercent, maxPercent, minMax, maxMax, method, minScore } = query;
  const filtered = [minPercent, maxPercent, minMax, maxMax, method, minScore].some(
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
        legend="active on, % of tokens"
        names={["minPercent", "maxPercent"]}
        values={[minPercent, maxPercent]}
      />
      <Bounds legend="strongest activation" names={["minMax", "maxMax"]} values={[minMax, maxMax]} />
      <fieldset className="flex items-center gap-1.5">
        <legend className="float-left mr-1.5 text-xs">label</legend>
        <select
          name="method"
          defaultValue={method ?? ""}
          aria-label="label, made by"
          className="field text-ink"
        >
          <option value="">any</option>
          {LABEL_FILTERS.map((name) => (
            <option key={name} value={name}>
              {name === "none" ? "no label" : methodName(name)}
            </option>
          ))}
        </select>
        <Bound name="minScore" value={minScore} placeholder="score, from" label="label score, at least" />
      </fieldset>
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
          <Bound
            name={name}
            value={values[i]}
            placeholder={i === 0 ? "min" : "max"}
            label={`${legend}, ${i === 0 ? "at least" : "at most"}`}
          />
        </span>
      ))}
    </fieldset>
  );
}

interface BoundProps {
  name: string;
  value: number | undefined;
  placeholder: string;
  label: string;
}

function Bound({ name, value, placeholder, label }: BoundProps) {
  return (
    <input
      name={name}
      type="number"
      min={0}
      step="any"
      inputMode="decimal"
      defaultValue={value}
      placeholder={placeholder}
      aria-label={label}
      className="field w-24 [appearance:textfield] text-ink [&::-webkit-inner-spin-button]:appearance-none"
    />
  );
}
