import type { PublishedItem } from "@/app/components/published/published-index";
import { formatCounted } from "@/domain/format";
import { listUrl } from "@/domain/urls";
import type { ListSummary } from "@/server/procedures/list/queries";

/** A list as a line among others. */
export function publishedList({ id, title, items, updatedAt, ...list }: ListSummary): PublishedItem {
  const { owner, visibility, hidden } = list;
  const facts = [formatCounted(items, "feature")];
  return { id, title, href: listUrl(id), facts, owner, visibility, hidden, day: updatedAt };
}
