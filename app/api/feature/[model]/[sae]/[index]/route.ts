import { neuronpediaFeature } from "@/server/rest/neuronpedia/feature";
import { restApi } from "@/server/rest/api";
import { answerRest, preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string; index: string }>;
}

/** One feature as JSON; documented in docs/api.md. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answerRest(request, async (headers) => {
    const api = restApi(request, headers);
    const address = await params;
    const [dashboard, labels, comments] = await Promise.all([
      api.feature.get(address),
      api.label.list(address),
      api.comment.list(address),
    ]);
    return neuronpediaFeature(dashboard, labels, comments);
  });
}

export { preflight as OPTIONS };
