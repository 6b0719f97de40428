import { api } from "@/server/caller";
import { respondVersioned } from "@/server/respond-versioned";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string }>;
}

/** All points of a map, 12 bytes each; documented in docs/api.md. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return respondVersioned(request, "application/octet-stream", async (known) => {
    const { version, bytes } = await api.map.points({ address: await params, known });
    return { version, body: bytes };
  });
}
