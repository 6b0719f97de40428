import type { SaeEvaluationView } from "@/server/procedures/evaluation/get-evaluation";

/** The SAE and what stands beside it. */
export interface Column {
  key: "own" | "double" | "seed" | "random";
  name: string;
  tip: string;
}

const ALL: readonly Column[] = [
  { key: "own", name: "this SAE", tip: "The SAE itself, on text that it was not trained on" },
  {
    key: "double",
    name: "double",
    tip: "Trained in the same way, but its decoder stayed at the random directions that it began with",
  },
  { key: "seed", name: "second seed", tip: "Trained in the same way from another random start" },
  { key: "random", name: "random", tip: "Random directions, with as many of them active at a token" },
];

/** Those that there is something of. */
export function evaluationColumns({ result, sae, training }: SaeEvaluationView): Column[] {
  const { frozenDecoder, secondSeed } = training.controls ?? {};
  const there = {
    own: true,
    double: frozenDecoder !== undefined,
    seed: secondSeed !== undefined,
    random: result !== null || sae.control !== null,
  };
  const elsewhere: Partial<Record<Column["key"], boolean>> = {
    double: frozenDecoder?.otherText,
    seed: secondSeed?.otherText,
  };
  return ALL.filter(({ key }) => there[key]).map((column) =>
    elsewhere[column.key] ? { ...column, tip: `${column.tip}; on another text of the same length` } : column,
  );
}
