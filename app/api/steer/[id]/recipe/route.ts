import { api } from "@/server/caller";
import { respondJson } from "@/server/respond-json";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** What a run was asked for and what its names stood for; documented in docs/api.md. */
export function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return respondJson(async () => {
    const { id, recipe, recipeHash, sources, status } = await api.steer.get(await params);
    return { id, recipe, recipeHash, sources, engine: status.engine };
  });
}
