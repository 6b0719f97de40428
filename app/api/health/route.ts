import { api } from "@/server/caller";
import { VERSION } from "@/server/env";
import { problemOf } from "@/server/errors";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** 200 when pages can be served, 503 when not; the body says what is missing. Documented in docs/api.md. */
export async function GET(): Promise<Response> {
  try {
    const health = await api.health.check();
    const ready = health.migrationsMissing.length === 0;
    const status = ready && !health.disk?.low ? "ok" : "degraded";
    return answer(ready ? 200 : 503, { status, database: "ok", ...health });
  } catch (error) {
    const { message, hint } = problemOf(error);
    return answer(503, { status: "down", version: VERSION, database: "unreachable", message, hint });
  }
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
