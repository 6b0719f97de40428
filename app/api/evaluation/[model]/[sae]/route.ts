import { FeaturescopeError } from "@/domain/errors";
import { restApi } from "@/server/rest/api";
import { attachment } from "@/server/rest/attachment";
import { answerRest, preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string }>;
}

/** What an evaluation found of an SAE, with every concept and letter, as JSON. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { model, sae } = await params;
    const { result } = await restApi(request, headers).evaluation.get({ model, sae });
    if (!result)
      throw new FeaturescopeError(
        "NOT_FOUND",
        `${model}/${sae} has not been measured.`,
        "It is measured by itself after its labels; an administrator can have it done on its evaluation page.",
      );
    return Response.json(result, { headers: attachment(`evaluation-${model}-${sae}`, "json") });
  });
}

export { preflight as OPTIONS };
