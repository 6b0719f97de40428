import { LABEL_METHODS } from "@/domain/labels";
import type { CatalogueModel } from "@/server/procedures/catalogue/queries";

interface Props {
  raw: Record<string, string | undefined>;
  models: readonly CatalogueModel[];
}

const NAMES = ["model", "sae", "minPercent", "maxPercent", "method", "minScore"] as const;

/** Which features may be found. Folded away until somebody needs it, open while something is set. */
export function Filters({ raw, models }: Props) {
  const set = NAMES.filter((name) => raw[name]);
  const slugs = [...new Set(models.flatMap(({ saes }) => saes.map(({ slug }) => slug)))];
  return (
    <details className="mt-2.5" open={set.length > 0}>
      <summary className="w-fit text-soft hover:text-ink">
        Filters{set.length > 0 && <span className="text-ink"> · {set.length} set</span>}
      </summary>
      <div className="mt-2 flex flex-wrap items-end gap-x-4 gap-y-2.5">
        <Choice name="model" label="model" value={raw.model} options={models.map(({ id }) => [id, id])} />
        <Choice name="sae" label="SAE" value={raw.sae} options={slugs.map((slug) => [slug, slug])} />
        <Choice
          name="method"
          label="label made by"
          value={raw.method}
          options={Object.entries(LABEL_METHODS).map(([method, about]) => [method, about])}
        />
        <Bound name="minScore" label="label score, at least" value={raw.minScore} most={1} />
        <Bound name="minPercent" label="active on at least, % of tokens" value={raw.minPercent} most={100} />
        <Bound name="maxPercent" label="active on at most, % of tokens" value={raw.maxPercent} most={100} />
      </div>
    </details>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  value: string | undefined;
  options: readonly (readonly [value: string, text: string])[];
}

function Choice({ name, label, value, options }: ChoiceProps) {
  const known = options.some(([option]) => option === value);
  return (
    <label className="text-xs text-soft">
      {label}
      <select
        name={name}
        defaultValue={value ?? ""}
        className="field mt-0.5 block w-44 max-w-full text-sm text-ink"
      >
        <option value="">any</option>
        {value && !known && <option value={value}>{value}</option>}
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Bound({ name, label, value, most }: { name: string; label: string; value?: string; most: number }) {
  return (
    <label className="text-xs text-soft">
      {label}
      <input
        name={name}
        type="number"
        min={0}
        max={most}
        step="any"
        inputMode="decimal"
        defaultValue={value}
        className="field mt-0.5 block w-24 text-sm text-ink"
      />
    </label>
  );
}
