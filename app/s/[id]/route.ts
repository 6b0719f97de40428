import { decodeSegment } from "@/domain/urls";
import { api } from "@/server/caller";
import { answerRest } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** A short link: on to the page that it stands for. The address is a path, so it leads nowhere but here. */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answerRest(request, async () => {
    const { path } = await api.share.follow({ id: decodeSegment((await params).id) });
    return new Response(null, {
      status: 307,
      headers: { location: path, "cache-control": "private, no-cache" },
    });
  });
}
