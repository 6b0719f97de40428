import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { ProgressBar } from "./progress";

export interface CollectionNow {
  state: string;
  shards_done: number;
  shards_total: number;
  tokens_done: number;
  tokens_total: number;
  features_active: number;
  error: string | null;
}

const POLL_MS = 500;

/**
 * Shows a collection's progress until it ends; stopping the watching stops nothing.
 * @throws FeaturescopeError UNAVAILABLE when it failed, NOT_FOUND when it was deleted
 */
export async function watchCollection(id: number, address: string): Promise<CollectionNow> {
  const bar = new ProgressBar(`Collecting ${address}`, (tokens) => `${tokens.toLocaleString("en")} tokens`);
  let now = await collectionNow(id);
  while (["queued", "running", "merging"].includes(now.state)) {
    bar.update(now.tokens_done, now.tokens_total || null);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    now = await collectionNow(id);
  }
  if (now.state === "failed")
    throw new FeaturescopeError("UNAVAILABLE", now.error ?? "The collection failed.", "Run collect again.");
  bar.finish(`${address}: ${now.state}, ${now.features_active.toLocaleString("en")} features with examples`);
  return now;
}

export async function collectionNow(id: number): Promise<CollectionNow> {
  const { rows } = await getDatabase().pool.query<CollectionNow>(
    `SELECT state, shards_done, shards_total, tokens_done, tokens_total, features_active, error FROM collection WHERE id = $1`,
    [id],
  );
  if (rows[0]) return rows[0];
  throw new FeaturescopeError("NOT_FOUND", `Collection ${id} was deleted.`, "Ask for it again.");
}
