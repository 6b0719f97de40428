import { api } from "@/server/caller";
import { neuronpediaFeature } from "@/server/dashboards/neuronpedia-feature";
import { respondJson } from "@/server/respond-json";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string; index: string }>;
}

/** One feature as JSON; documented in docs/api.md. */
export function GET(_request: Request, { params }: Context): Promise<Response> {
  return respondJson(async () => neuronpediaFeature(await api.feature.get(await params)));
}
