import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import { addressOf } from "./platform/access/address";
import { ANYBODY, type Viewer } from "./platform/access/viewer";
import { viewerOf } from "./platform/auth/viewer-of";
import { appRouter } from "./procedures";
import { createCallerFactory } from "./trpc";

const createCaller = createCallerFactory(appRouter);

/** Who asks for the page being rendered; looked up once a request. */
export const pageViewer: () => Promise<Viewer> = cache(async () => viewerOf(await headers()));

/** Whoever it is, they are nobody in particular here: what other sites show is what everybody may see. */
export const publicViewer: () => Promise<Viewer> = async () => ({
  ...ANYBODY,
  address: addressOf(await headers()),
});

/** The procedures as plain functions, for pages and REST handlers in this process, in the name of who asks. */
export const api = createCaller({ identify: pageViewer });

/** As `api`, for what other sites put into a frame. */
export const publicApi = createCaller({ identify: publicViewer });
