import type { ReactNode } from "react";

interface Props {
  /** The component, as its code has it. */
  name: string;
  /** Each state that it can be in, by what it is. */
  states: readonly (readonly [state: string, drawn: ReactNode])[];
}

/** One component in all of its states, side by side. */
export function Specimen({ name, states }: Props) {
  return (
    <section className="mt-5" aria-labelledby={`specimen-${name}`}>
      <h3 id={`specimen-${name}`} className="font-mono text-[13px] font-semibold">
        {name}
      </h3>
      <ul className="mt-1.5 grid gap-3 sm:grid-cols-2">
        {states.map(([state, drawn]) => (
          <li key={state} className="card min-w-0">
            <p className="mb-2 text-xs text-soft">{state}</p>
            {drawn}
          </li>
        ))}
      </ul>
    </section>
  );
}
