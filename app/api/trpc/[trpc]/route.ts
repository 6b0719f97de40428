import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { problemOf } from "@/server/errors";
import { appRouter } from "@/server/routers";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

function handler(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: () => ({}),
    onError: ({ error, path }) => {
      if (problemOf(error).code === "INTERNAL") console.error(`tRPC ${path ?? "?"}:`, error);
    },
  });
}

export { handler as GET, handler as POST };
