/** Several processes serve the pages: one that has rendered a page sends it to the others through their primary. */
import cluster from "node:cluster";
import { z } from "zod";
import type { RenderedPage } from "./page-cache";

/** From a program of ours, so only its kind is looked at. */
const message = z.object({ page: z.custom<RenderedPage>((value) => typeof value === "object") });

/** In the primary, whose channels must carry buffers (`serialization: "advanced"`). */
export function relayPages(): void {
  cluster.on("message", (from, sent: unknown) => {
    if (!message.safeParse(sent).success) return;
    for (const worker of Object.values(cluster.workers ?? {}))
      if (worker && worker.id !== from.id && worker.isConnected())
        // one that ends meanwhile needs no pages
        worker.send(sent as { page: RenderedPage }, () => undefined);
  });
}

/** In one of several processes. */
export function sendPage(page: RenderedPage): void {
  if (cluster.isWorker && process.connected) process.send?.({ page }, undefined, undefined, () => undefined);
}

/** In one of several processes: calls back with each page that another has rendered. */
export function receivePages(take: (page: RenderedPage) => void): void {
  if (!cluster.isWorker) return;
  process.on("message", (sent: unknown) => {
    const received = message.safeParse(sent);
    if (!received.success) return;
    const { page } = received.data;
    // what has come is a view of all that had come by then
    take({ ...page, body: Buffer.from(page.body) });
  });
}
