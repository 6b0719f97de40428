import { api } from "@/server/caller";
import { respondJson } from "@/server/respond-json";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

const RANKINGS = ["all", "words", "meaning"] as const;

/** Features that words or a meaning lead to, as JSON; documented in docs/api.md. */
export function GET(request: Request): Promise<Response> {
  const parameters = Object.fromEntries(new URL(request.url).searchParams);
  const ranking = RANKINGS.find((name) => name === parameters.ranking) ?? "all";
  return respondJson(async () => {
    const { query, rows, after, notes } = await api.search.find({ ranking, parameters });
    return {
      query,
      ranking,
      notes,
      after,
      features: rows.map(({ address, label, otherLabels, method, score, density, max, similarity }) => ({
        modelId: address.model,
        layer: address.sae,
        index: String(address.index),
        description: label,
        otherDescriptions: otherLabels,
        method,
        score,
        density,
        maxActApprox: max,
        similarity,
      })),
    };
  });
}
