import { restApi } from "@/server/rest/api";
import { downloadOf } from "@/server/rest/download";
import { answerRest, preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string }>;
}

const COLUMNS = [
  ...(["id", "feature", "text", "note", "method", "state", "shown", "author", "source"] as const),
  ...([
    "detection",
    "fuzzing",
    "score",
    "humanScore",
    "votesUp",
    "votesDown",
    "version",
    "createdAt",
  ] as const),
];

/** Every label of an SAE as CSV or JSON Lines; documented in docs/api.md. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answerRest(request, async (headers) => {
    const address = await params;
    const labels = await restApi(request, headers).label.export(address);
    return downloadOf(
      request,
      `labels-${address.model}-${address.sae}`,
      COLUMNS,
      labels.map((label) => ({ ...label })),
    );
  });
}

export { preflight as OPTIONS };
