import { meaningAnswer, type MeaningAnswer, type ResolvedFilters } from "@/domain/meaning";
import type { RankPlace } from "@/domain/search";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { AnswerCache } from "../../platform/worker-rpc/answer-cache";

/** A page that waits longer is no search. */
const TIMEOUT_MS = 6_000;
const kept = new AnswerCache<MeaningAnswer>(256, 60_000, ({ incomplete }) => !incomplete);

/**
 * Features by the meaning of their labels, found by a worker.
 * @throws what callWorker throws
 */
export function searchMeaning(
  query: string,
  filters: ResolvedFilters,
  from: RankPlace | null,
  size: number,
): Promise<MeaningAnswer> {
  const place =
    from?.ranking === "meaning" ? { value: from.value, saeId: from.saeId, feature: from.feature } : null;
  const question = { query, filters, from: place, size };
  return kept.get(JSON.stringify(question), () =>
    callWorker("search-meaning", question, meaningAnswer, TIMEOUT_MS),
  );
}
