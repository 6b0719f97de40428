import type { ProbedConcept } from "@/domain/sae-evaluation";

/** What the table of concepts can be sorted by: the best first, or by name. */
export const CONCEPT_ORDERS = ["five", "one", "neurons", "random", "whole", "name"] as const;
export type ConceptOrder = (typeof CONCEPT_ORDERS)[number];

/** The columns of figures, each of which is an accuracy on the test half. */
export const ACCURACIES: Record<Exclude<ConceptOrder, "name">, (concept: ProbedConcept) => number> = {
  one: ({ features }) => features.one,
  five: ({ features }) => features.five,
  neurons: ({ neurons }) => neurons.five,
  random: ({ random }) => random.five,
  whole: ({ whole }) => whole,
};

/** As asked for by an address; the best by five features where it asks for nothing known. */
export const readOrder = (by: string | undefined): ConceptOrder =>
  CONCEPT_ORDERS.find((order) => order === by) ?? "five";

export function sortConcepts(concepts: readonly ProbedConcept[], by: ConceptOrder): ProbedConcept[] {
  const byName = (a: ProbedConcept, b: ProbedConcept) => a.name.localeCompare(b.name, "en");
  if (by === "name") return concepts.toSorted(byName);
  const read = ACCURACIES[by];
  return concepts.toSorted((a, b) => read(b) - read(a) || byName(a, b));
}
