import { problemOf } from "./errors";
import { logFault } from "./log-fault";

/** The answer of a REST handler: the document, or the problem as { error: { code, message, hint } }. */
export async function respondJson(
  read: () => Promise<unknown>,
  headers?: Record<string, string>,
): Promise<Response> {
  try {
    return Response.json(await read(), headers ? { headers } : undefined);
  } catch (error) {
    const { status, ...problem } = problemOf(error);
    if (problem.code === "INTERNAL") logFault(error);
    return Response.json({ error: problem }, { status, headers: { "cache-control": "no-store" } });
  }
}
