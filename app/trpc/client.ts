import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "@/server/procedures";
import type { Problem } from "@/server/errors";

/** The procedures for what happens at a click, without the provider that queries and subscriptions need. */
export const server = createTRPCClient<AppRouter>({
  links: [httpLink({ url: "/api/trpc", transformer: superjson })],
});

const UNREACHABLE: Problem = {
  code: "UNAVAILABLE",
  status: 503,
  message: "The server cannot be reached.",
  hint: "Check the connection and try again.",
};

/** What went wrong in a call, in the server's words where it has said any. */
export function problemOfCall(error: unknown): Problem {
  if (!(error instanceof TRPCClientError)) return UNREACHABLE;
  const data: unknown = error.data;
  return isWithProblem(data) ? data.problem : UNREACHABLE;
}

function isWithProblem(data: unknown): data is { problem: Problem } {
  return typeof data === "object" && data !== null && "problem" in data;
}
