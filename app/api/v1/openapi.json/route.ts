import { openApiDocument } from "@/server/rest/open-api";
import { answerRest, preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** The description of the REST API. */
export function GET(request: Request): Promise<Response> {
  return answerRest(request, () => Promise.resolve(openApiDocument()));
}

export { preflight as OPTIONS };
