import { useMemo } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/trpc/provider";
import type { SaeAddress } from "@/domain/urls";

const FRESH_MS = 60_000;

/** Features that a text finds, best first; null while nothing is sought or known. */
export function useMatches(address: SaeAddress, text: string | undefined): readonly number[] | null {
  const trpc = useTRPC();
  const search = { address, text: text ?? "" };
  const whileSought = { enabled: text !== undefined, staleTime: FRESH_MS };
  const { data: byWords } = useQuery(trpc.map.matches.queryOptions(search, whileSought));
  // a worker compares meanings, so they come a moment later
  const { data: all } = useQuery(
    trpc.map.matches.queryOptions({ ...search, meaning: true }, { ...whileSought, retry: false }),
  );
  const matches = all ?? byWords;
  return useMemo(() => (text !== undefined && matches ? matches : null), [text, matches]);
}
