import { FactList } from "@/app/components/fact-list";
import { formatFigure } from "@/domain/format";

interface Props {
  vector: {
    texts: { a: readonly string[] };
    tokens: readonly number[];
    norm: number;
    separation: number | null;
    strength: number | null;
  };
}

/** Figures of a vector: how far apart its texts are, or how long it came. */
export function VectorFigures({ vector }: Props) {
  const { texts, norm, strength } = vector;
  const facts = texts.a.length > 0 ? ofTexts(vector) : ofNumbers(norm);
  if (strength !== null)
    facts.push({
      name: "Steered at",
      value: `${strength} ×`,
      tip: "The strength that its maker gave, in multiples of the vector.",
    });
  return (
    <section className="card mt-5" aria-label="Figures">
      <FactList facts={facts} />
    </section>
  );
}

const ofTexts = ({ tokens, norm, separation }: Props["vector"]) => [
  {
    name: "Tells texts apart",
    value: separation === null ? "too few texts" : separation.toFixed(3),
    tip: "Each text is placed along a direction made without it. The chance that one of the first set lies further along than one of the second: 1 is always, 0.5 is chance.",
  },
  {
    name: "Distance",
    value: formatFigure(norm),
    tip: "Between the means of the two sets, in units of the residual stream. Strengths in the playground are multiples of it.",
  },
  {
    name: "Read",
    value: `${tokens.map((count) => count.toLocaleString("en")).join(" + ")} tokens`,
    tip: "Tokens of the first and of the second set that counted in the means.",
  },
];

const ofNumbers = (norm: number) => [
  {
    name: "Made from",
    value: "numbers",
    tip: "Found elsewhere and sent here, so nothing is known of the texts behind it.",
  },
  {
    name: "Length",
    value: formatFigure(norm),
    tip: "In units of the residual stream. Strengths in the playground are multiples of it.",
  },
];
