import { appRouter } from "../routers";
import { createCallerFactory } from "../trpc";
import { contextOf } from "./respond";

const createCaller = createCallerFactory(appRouter);

/** The procedures for a request that came over the network: in its sender's name, counted against the limits. */
export function restApi(request: Request, responseHeaders: Headers) {
  return createCaller(contextOf(request, responseHeaders));
}
