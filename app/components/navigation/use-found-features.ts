import { useEffect, useState } from "react";
import { server } from "@/app/trpc/client";
import { featureUrl } from "@/domain/urls";
import type { Place } from "./places";

const PAUSE_MS = 180;
const SHOWN = 8;

export interface Found {
  /** The query that these are the features of. */
  query: string;
  features: Place[];
}

/** Features that words lead to, a moment after the last letter was typed. */
export function useFoundFeatures(query: string): Found {
  const [found, setFound] = useState<Found>({ query: "", features: [] });
  useEffect(() => {
    if (query.length < 2) return;
    let wanted = true;
    const timer = setTimeout(() => {
      void findFeatures(query).then((features) => wanted && setFound({ query, features }));
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [query]);
  return query.length < 2 ? { query, features: [] } : found;
}

async function findFeatures(q: string): Promise<Place[]> {
  try {
    const { rows } = await server.search.find.query({ ranking: "words", parameters: { q } });
    return rows.slice(0, SHOWN).map(({ address, label }) => ({
      name: label || `Feature ${address.index}`,
      href: featureUrl(address),
      says: `${address.model} › ${address.sae} › ${address.index}`,
    }));
  } catch {
    // pages and actions are still there, and so is the search page, which says what is wrong
    return [];
  }
}
