import { api } from "@/server/caller";
import { readDistance } from "@/server/read-distance";
import { respondVersioned } from "@/server/respond-versioned";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string }>;
}

/** All points of the map by the distance ?by=, 12 bytes each; documented in docs/api.md. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return respondVersioned(request, "application/octet-stream", async (known) => {
    const by = readDistance(new URL(request.url).searchParams);
    const { version, bytes } = await api.map.points({ address: await params, known, distance: by });
    return { version, body: bytes };
  });
}
