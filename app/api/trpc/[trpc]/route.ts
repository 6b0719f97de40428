import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { requireOwnOrigin } from "@/server/platform/access/origin";
import { viewerOf } from "@/server/platform/auth/viewer-of";
import { problemOf } from "@/server/errors";
import { logFault } from "@/server/log-fault";
import { appRouter } from "@/server/procedures";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

function handler(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: ({ resHeaders }) => ({
      identify: () => {
        if (request.method !== "GET") requireOwnOrigin(request.headers);
        return viewerOf(request.headers);
      },
      remote: true,
      requestHeaders: request.headers,
      responseHeaders: resHeaders,
    }),
    onError: ({ error, path }) => {
      if (problemOf(error).code === "INTERNAL")
        logFault(error, { headers: request.headers, what: `The procedure ${path ?? "?"}` });
    },
  });
}

export { handler as GET, handler as POST };
