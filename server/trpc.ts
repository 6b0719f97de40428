import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import type { Role, Scope } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { findUnstorable } from "@/domain/storable-text";
import { traced } from "@/telemetry/trace";
import { allowCall, type Call, type Kind } from "./platform/access/calls";
import { requireRole } from "./platform/access/rules";
import { ANYBODY, runAs, type Viewer } from "./platform/access/viewer";
import { asTrpcError, problemOf } from "./errors";
import type { RestAddress } from "./rest/address";

/** Silence after which proxies between browser and server may cut a stream. */
const PING_MS = 15_000;

/** What a procedure knows of its caller; a caller that says nothing is anybody. */
export interface Context {
  /** Asked once a call, so that a key that is not valid is answered like any other error. */
  identify?: () => Promise<Viewer>;
  /** The call came over the network by itself, not as part of a page: it counts against the limits. */
  remote?: boolean;
  requestHeaders?: Headers;
  /** Headers of the answer, where there is one to set them on. */
  responseHeaders?: Headers;
}

export interface Meta {
  /**
   * What a call does, where its type does not say it: a mutation that only has something computed and stores nothing
   * that lasts is "compute". Decides which limit it counts against, and whether a read-only instance runs it.
   */
  does?: Kind;
  /** The scope that a key needs, where it is not called as what the call does; null where no key will do. */
  scope?: Scope | null;
  /** Its schema takes out of texts what cannot be kept (domain/plain-text.ts); others refuse it. */
  cleans?: boolean;
  /** May be called without an account on a closed instance, and on a read-only one: signing in, health. */
  entrance?: boolean;
  /** Where the REST API has it; what it answers there is said by `answering` (server/rest/answering.ts). */
  rest?: RestAddress;
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
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

/**
 * What everybody may call. Procedures are the only way from pages and REST handlers to the queries; each runs in the
 * name of its viewer, so that the rules of server/platform/access apply to whatever it reads.
 */
export const publicProcedure = t.procedure.use(async ({ ctx, type, meta, path, getRawInput, next }) => {
  try {
    const viewer = (await ctx.identify?.()) ?? ANYBODY;
    await allowCall(viewer, { ...needsOf(type, meta), entrance: meta?.entrance, remote: ctx.remote });
    if (!meta?.cleans) requireStorable(await getRawInput());
    const result = await traced(
      path,
      { attributes: { "rpc.system": "trpc", "rpc.method": path } },
      async (span) => {
        const answer = await runAs(viewer, () => next({ ctx: { viewer } }));
        if (!answer.ok) span?.fail(answer.error.code);
        return answer;
      },
    );
    if (!result.ok && result.error.cause instanceof FeaturescopeError) throw result.error.cause;
    return result;
  } catch (error) {
    if (!(error instanceof FeaturescopeError)) throw error;
    if (error.retryAfterS !== undefined) ctx.responseHeaders?.set("retry-after", String(error.retryAfterS));
    throw asTrpcError(error);
  }
});

/** @throws FeaturescopeError BAD_INPUT naming the text with NUL or half of a surrogate pair */
function requireStorable(input: unknown): void {
  const path = findUnstorable(input);
  if (path === null) return;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `${path === "" ? "The input" : `“${path.slice(0, 100)}”`} holds a NUL character or half of a surrogate pair.`,
    "Neither is text; leave it out.",
  );
}

const DOES = { query: "read", subscription: "read", mutation: "write" } as const satisfies Record<
  string,
  Kind
>;

/** What a procedure does, and the scope that a key needs for it. */
export function needsOf(type: keyof typeof DOES, meta: Meta | undefined): Pick<Call, "does" | "scope"> {
  const does = meta?.does ?? DOES[type];
  return { does, scope: meta?.scope === undefined ? does : meta.scope };
}

/** What accounts of a role may call; `ctx.account` is the caller's. A key for it needs the scope to administer too. */
export function procedureFor(role: Role) {
  const procedure = role === "admin" ? publicProcedure.meta({ scope: "administer" }) : publicProcedure;
  return procedure.use(({ ctx, next }) => {
    return next({ ctx: { account: requireRole(role, ctx.viewer) } });
  });
}

/**
 * What concerns an account itself: its password, sessions and keys. A session alone will do, for whoever had a key could
 * make it outlive its own end.
 */
export const ownProcedure = procedureFor("reader").meta({ scope: null });
