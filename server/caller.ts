import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import type { Viewer } from "./access/viewer";
import { viewerOf } from "./auth/viewer-of";
import { appRouter } from "./routers";
import { createCallerFactory } from "./trpc";

/** Who asks for the page being rendered; looked up once a request. */
export const pageViewer: () => Promise<Viewer> = cache(async () => viewerOf(await headers()));

/** The procedures as plain functions, for pages and REST handlers in this process, in the name of who asks. */
export const api = createCallerFactory(appRouter)({ identify: pageViewer });
