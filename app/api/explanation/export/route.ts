import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { neuronpediaExplanation } from "@/server/rest/neuronpedia/explanation";
import { restApi } from "@/server/rest/api";
import { answerRest, preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

const query = z.object({ modelId: z.string().min(1), saeId: z.string().min(1) });

/** Every label of an SAE, in Neuronpedia's shape; documented in docs/api.md. */
export function GET(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const parsed = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!parsed.success)
      throw new FeaturescopeError(
        "BAD_INPUT",
        "modelId and saeId are needed.",
        "Both are names as in addresses.",
      );
    const address = { model: parsed.data.modelId, sae: parsed.data.saeId };
    const labels = await restApi(request, headers).label.export(address);
    return labels.map((label) => neuronpediaExplanation({ ...address, index: label.feature }, label));
  });
}

export { preflight as OPTIONS };
