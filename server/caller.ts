import "server-only";
import { appRouter } from "./routers";
import { createCallerFactory } from "./trpc";

/** The procedures as plain functions, for pages and REST handlers in this process. */
export const api = createCallerFactory(appRouter)({});
