import { tracked } from "@trpc/server";
import { z } from "zod";
import { mayChange, progressVersion } from "@/domain/collection-progress";
import { reachableSaeIds } from "../../platform/access/catalogue";
import { runAs } from "../../platform/access/viewer";
import { changeFeed } from "../../platform/streams/change-feed";
import { pulses } from "../../platform/streams/pulses";
import { publicProcedure } from "../../trpc";
import { findCollections } from "./queries";

/** Workers may announce hundreds of shards a minute; nobody reads figures that change faster than this. */
const SMALLEST_INTERVAL_MS = 500;

/**
 * The state of some collections, now and whenever it changes, until nothing is left to come. Each event is the whole
 * state, so a reader that reconnects needs nothing of what it missed.
 */
export const watchCollections = publicProcedure
  .input(z.object({ ids: z.array(z.number().int()).min(1).max(64) }))
  .subscription(async function* ({ input, ctx, signal }) {
    const stop = signal ?? new AbortController().signal;
    const saeIds = await runAs(ctx.viewer, reachableSaeIds);
    const wanted = new Set(input.ids);
    let before = "";
    for await (const _ of pulses(
      changeFeed(),
      (notice) => notice.kind === "collection" && wanted.has(notice.id),
      SMALLEST_INTERVAL_MS,
      stop,
    )) {
      const collections = await findCollections(input.ids, saeIds);
      const version = progressVersion(collections);
      if (version !== before) yield tracked(version || "none", collections);
      before = version;
      if (!collections.some(mayChange)) return;
    }
  });
