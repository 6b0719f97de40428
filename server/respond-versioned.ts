import { problemOf } from "./errors";
import { logFault } from "./log-fault";

/** The answer of a handler whose document has a version: with an ETag, and without a body for who has that version. */
export async function respondVersioned(
  request: Request,
  type: string,
  read: (known: string | null) => Promise<{ version: string; body: BodyInit | null }>,
): Promise<Response> {
  try {
    const known = /"([^"]+)"/.exec(request.headers.get("if-none-match") ?? "")?.[1] ?? null;
    const { version, body } = await read(known);
    const headers = { etag: `"${version}"`, "cache-control": "private, no-cache" };
    if (body === null) return new Response(null, { status: 304, headers });
    return new Response(body, { headers: { ...headers, "content-type": type } });
  } catch (error) {
    const { status, ...problem } = problemOf(error);
    if (problem.code === "INTERNAL") logFault(error);
    return Response.json({ error: problem }, { status, headers: { "cache-control": "no-store" } });
  }
}
