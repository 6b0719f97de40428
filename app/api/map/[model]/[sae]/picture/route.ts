import { readDistance } from "@/server/read-distance";
import { api } from "@/server/caller";
import { respondVersioned } from "@/server/respond-versioned";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string }>;
}

/** The map by the distance ?by=, or with ?f= the surroundings of a feature, as SVG. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return respondVersioned(request, "image/svg+xml", async (known) => {
    const { searchParams } = new URL(request.url);
    const { version, svg } = await api.map.picture({
      ...{ address: await params, feature: searchParams.get("f") },
      distance: readDistance(searchParams),
    });
    return { version, body: known === version ? null : svg };
  });
}
