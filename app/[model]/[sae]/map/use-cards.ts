import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/trpc/provider";
import type { SaeAddress } from "@/domain/urls";
import type { PointCard } from "@/server/procedures/map/queries";

/** What features are, by index. */
export type Cards = ReadonlyMap<number, PointCard>;

/** What some features are; those asked for before stay while others are fetched. */
export function useCards(address: SaeAddress, indices: readonly number[]): Cards {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.map.cards.queryOptions(
      { address, indices: [...indices] },
      { enabled: indices.length > 0, staleTime: Infinity, placeholderData: (before) => before },
    ),
  );
  return new Map((data ?? []).map((card) => [card.index, card]));
}

/** A feature in words: its label, or the tokens it is seen on. */
export function cardName(index: number, card: PointCard | undefined): string {
  if (!card) return `Feature ${index}`;
  const tokens = card.tokens.split(/\s+/).filter(Boolean).slice(0, 4).join(" · ");
  if (card.label !== null) return card.label;
  if (tokens) return tokens;
  if (card.density === null) return "not read yet";
  return card.density > 0 ? "no label yet" : "never active";
}
