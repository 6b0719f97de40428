import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import { FeaturescopeError } from "@/domain/errors";
import { asTrpcError, problemOf } from "./errors";

/** Silence after which proxies between browser and server may cut a stream. */
const PING_MS = 15_000;

const t = initTRPC.create({
  transformer: superjson,
  sse: {
    ping: { enabled: true, intervalMs: PING_MS },
    client: { reconnectAfterInactivityMs: 3 * PING_MS },
  },
  errorFormatter({ shape, error }) {
    const problem = problemOf(error);
    return {
      ...shape,
      message: problem.message,
      data: { code: shape.data.code, httpStatus: problem.status, problem },
    };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Everything that a visitor may read. Procedures are the only way from pages and REST handlers to the queries. */
export const publicProcedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof FeaturescopeError) throw asTrpcError(result.error.cause);
  return result;
});
