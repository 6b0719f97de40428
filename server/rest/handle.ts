import { FeaturescopeError } from "@/domain/errors";
import { decodeSegment } from "@/domain/urls";
import { appRouter } from "../procedures";
import { createCallerFactory } from "../trpc";
import { parametersOf } from "./address";
import { OPERATIONS, type Operation } from "./operations";
import { answerRest, bodyText, contextOf } from "./respond";

const createCaller = createCallerFactory(appRouter);

/** Answers a request below /api/v1 with the procedure that stands there. */
export function handleRest(request: Request): Promise<Response> {
  return answerRest(request, async (responseHeaders) => {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api\/v1/, "").replace(/\/$/, "");
    const { operation, values } = find(request.method, path);
    const query = Object.fromEntries(url.searchParams);
    const input = inputOf(operation, { ...query, ...(await bodyOf(request)), ...values });
    const caller = createCaller(contextOf(request, responseHeaders)) as unknown as Caller;
    const [noun = "", verb = ""] = operation.procedure.split(".");
    return (await caller[noun]?.[verb]?.(input)) ?? null;
  });
}

type Caller = Record<string, Record<string, (input: unknown) => Promise<unknown>>>;

function find(method: string, path: string): { operation: Operation; values: Record<string, unknown> } {
  const segments = path.split("/");
  const there = OPERATIONS.filter((operation) => matches(operation, segments));
  const operation = there.find((candidate) => candidate.method === (method === "HEAD" ? "GET" : method));
  if (!operation)
    throw new FeaturescopeError(
      there.length > 0 ? "METHOD" : "NOT_FOUND",
      there.length > 0
        ? `${method} is not among what this address takes.`
        : "There is nothing at this address.",
      "See /api-docs for what there is.",
    );
  const names = parametersOf(operation);
  const at = operation.path.split("/").flatMap((part, i) => (part.startsWith("{") ? [i] : []));
  const values = names.map((name, i) => {
    const text = decodeSegment(segments[at[i] ?? 0] ?? "");
    return [name, operation.numbers?.includes(name) ? Number(text) : text];
  });
  return { operation, values: Object.fromEntries(values) as Record<string, unknown> };
}

function matches({ path }: Operation, segments: readonly string[]): boolean {
  const parts = path.split("/");
  return (
    parts.length === segments.length &&
    parts.every((part, i) => (part.startsWith("{") ? segments[i] !== "" : part === segments[i]))
  );
}

/** What the request says, nested as the procedure wants it: the rest goes under the name that takes all. */
function inputOf({ nest }: Operation, said: Record<string, unknown>): unknown {
  if (!nest) return said;
  const taken = new Set(Object.values(nest).flat());
  return Object.fromEntries(
    Object.entries(nest).map(([name, keys]) => [
      name,
      Object.fromEntries(
        Object.entries(said).filter(([key]) => (keys.length > 0 ? keys.includes(key) : !taken.has(key))),
      ),
    ]),
  );
}

async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  if (request.method === "GET" || request.method === "HEAD") return {};
  const text = await bodyText(request);
  if (text.trim() === "") return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return { ...body };
  } catch {
    // said below
  }
  throw new FeaturescopeError("BAD_INPUT", "The body is not a JSON object.", "See /api-docs for its fields.");
}
