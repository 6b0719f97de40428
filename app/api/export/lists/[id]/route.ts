import { restApi } from "@/server/rest/api";
import { downloadOf } from "@/server/rest/download";
import { answerRest, preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ id: string }>;
}

const COLUMNS = ["model", "sae", "index", "label", "note", "density", "max"] as const;

/** The features of a list as CSV or JSON Lines; documented in docs/api.md. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answerRest(request, async (headers) => {
    const { id } = await params;
    const { features } = await restApi(request, headers).list.get({ id });
    return downloadOf(
      request,
      `list-${id}`,
      COLUMNS,
      features.map((item) => ({ ...item })),
    );
  });
}

export { preflight as OPTIONS };
