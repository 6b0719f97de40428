import { PREDICATES } from "../predicates";
import { bestFit, type Proposal, type Writer } from "./writer";

const CANDIDATES: Proposal[] = ([0, -1] as const).flatMap((offset) =>
  PREDICATES.map((name) => ({
    method: "predicate" as const,
    text: offset === 0 ? name : `after ${name}`,
    rule: { kind: "predicate" as const, offset, name },
  })),
);

/** "a number", "after an animal": the predicate that tells active tokens and windows from others best. */
export const writePredicate: Writer = (training) => bestFit(CANDIDATES, training);
