import { distance } from "@/domain/distances";
import { api } from "@/server/caller";
import { respondVersioned } from "@/server/respond-versioned";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string }>;
}

/** All points of the map by the distance ?by=, 12 bytes each; documented in docs/api.md. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return respondVersioned(request, "application/octet-stream", async (known) => {
    const asked = distance.safeParse(new URL(request.url).searchParams.get("by"));
    const by = asked.success ? asked.data : null;
    const { version, bytes } = await api.map.points({ address: await params, known, distance: by });
    return { version, body: bytes };
  });
}
