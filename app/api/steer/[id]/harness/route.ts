import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { harnessCsv } from "@/server/procedures/steer/harness-csv";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** The recipe of a run as a steering file of lm-evaluation-harness; documented in docs/api.md. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  try {
    const { id, recipe, sources } = await api.steer.get(await params);
    return new Response(harnessCsv(recipe, sources), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="steer-${id}.csv"`,
      },
    });
  } catch (error) {
    const { status, ...problem } = problemOf(error);
    return Response.json({ error: problem }, { status });
  }
}
