import type { Ops, ProgramSpec } from "../ops";

const VALUE = Symbol("tensor");

/** The weights that a program names, found by a run in which every tensor is the same placeholder. */
export function namedWeights(spec: ProgramSpec): Set<string> {
  const names = new Set<string>();
  const weight = (name: string) => {
    names.add(name);
    return VALUE;
  };
  // Programs never look at values (see Ops), so one answer serves every operation.
  const answers: Partial<Record<string | symbol, unknown>> = {
    weight,
    topK: () => ({ values: VALUE, indices: VALUE }),
  };
  const ops = new Proxy({} as Ops<symbol>, { get: (_, operation) => answers[operation] ?? (() => VALUE) });
  spec.build(ops, Object.fromEntries(Object.keys(spec.inputs).map((name) => [name, VALUE])));
  return names;
}
