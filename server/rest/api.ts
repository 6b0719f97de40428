import { appRouter } from "../procedures";
import { createCallerFactory } from "../trpc";
import { contextOf } from "./respond";

const createCaller = createCallerFactory(appRouter);

/**
 * The procedures for a request that came over the network, in its sender's name.
 * @param counted against the limits; false for what is part of a request that has been counted
 * @param signal ends what streams
 */
export function restApi(
  request: Request,
  responseHeaders: Headers,
  { counted = true, signal }: { counted?: boolean; signal?: AbortSignal } = {},
) {
  return createCaller({ ...contextOf(request, responseHeaders), remote: counted }, { signal });
}
