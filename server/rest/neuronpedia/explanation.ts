import type { FeatureAddress } from "@/domain/urls";

/** A label in the shape that Neuronpedia's clients read (`layer` and `source` are both the SAE). */
export function neuronpediaExplanation(
  { model, sae, index }: FeatureAddress,
  label: {
    id: number;
    text: string;
    method: string;
    author: string | null;
    source: string | null;
    score: number | null;
    humanScore: number | null;
    note: string | null;
    votesUp: number;
    createdAt: Date;
  },
) {
  const scores = [
    { explanationScoreTypeName: "held-out", value: label.score },
    { explanationScoreTypeName: "blind-quiz", value: label.humanScore },
  ].filter(({ value }) => value !== null);
  return {
    id: String(label.id),
    modelId: model,
    layer: sae,
    source: sae,
    index: String(index),
    description: label.text,
    typeName: label.method,
    explanationModelName: label.source,
    authorName: label.author,
    notes: label.note,
    voteCount: label.votesUp,
    scores,
    createdAt: label.createdAt,
  };
}
