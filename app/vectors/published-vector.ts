import type { PublishedItem } from "@/app/components/published/published-index";
import { vectorUrl } from "@/domain/urls";
import type { VectorSummary } from "@/server/procedures/vector/queries";

/** A vector as a line among others. */
export function publishedVector({
  id,
  name,
  model,
  sae,
  separation,
  ...vector
}: VectorSummary): PublishedItem {
  const { owner, visibility, hidden, updatedAt } = vector;
  const facts = [
    `${model} › ${sae}`,
    separation === null ? "" : `tells texts apart ${separation.toFixed(2)}`,
  ];
  return { id, title: name, href: vectorUrl(id), facts, owner, visibility, hidden, day: updatedAt };
}
