import { decodeSegment, type SaeAddress } from "@/domain/urls";
import type { SearchParams } from "./search-params";

/** What Next gives a page below /[model]/[sae]. */
export interface SaePageProps {
  params: Promise<SaeAddress>;
  searchParams: Promise<SearchParams>;
}

export async function readSaeAddress(params: Promise<SaeAddress>): Promise<SaeAddress> {
  const { model, sae } = await params;
  return { model: decodeSegment(model), sae: decodeSegment(sae) };
}
