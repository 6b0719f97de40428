import { Command } from "commander";
import { FeaturescopeError } from "@/domain/errors";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { requestCollection } from "@/workers/dashboards/request-collection";
import { ProgressBar } from "../progress";
import { connectDatabase } from "../database";
import { wholeNumber } from "./arguments";
import { findSae } from "./sae";

interface Options {
  corpus?: string;
  passages?: number;
  shard: number;
  wait: boolean;
  json?: boolean;
}

interface Progress {
  state: string;
  shards_done: number;
  shards_total: number;
  tokens_done: number;
  tokens_total: number;
  features_active: number;
  error: string | null;
}

const POLL_MS = 500;

export default new Command("collect")
  .description(
    "Ask the workers for an SAE's dashboards over a corpus, and watch them. Stopping the watching stops nothing.",
  )
  .argument("<sae>", "model and SAE, such as stories15m/3-res-4k")
  .option("--corpus <name>", "corpus of the model; its only one when left out")
  .option("--passages <n>", "read only so many passages", wholeNumber(1))
  .option("--shard <n>", "passages a shard", wholeNumber(1), 64)
  .option("--no-wait", "return at once")
  .option("--json", "print one JSON document at the end")
  .action(async (address: string, options: Options) => {
    const [model = ""] = address.split("/");
    const database = await connectDatabase();
    try {
      const { pool } = getDatabase();
      const { id: saeId } = await findSae(address);
      const corpusId = await findCorpus(model, options.corpus);
      const settings = { shardPassages: options.shard, passages: options.passages ?? null };
      const { id } = await requestCollection(pool, { saeId, corpusId, settings }, { again: true });
      const bar = new ProgressBar(
        `Collecting ${address}`,
        (tokens) => `${tokens.toLocaleString("en")} tokens`,
      );
      let now = await progressOf(id);
      while (options.wait && ["queued", "running", "merging"].includes(now.state)) {
        bar.update(now.tokens_done, now.tokens_total || null);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        now = await progressOf(id);
      }
      if (now.state === "failed")
        throw new FeaturescopeError(
          "UNAVAILABLE",
          now.error ?? "The collection failed.",
          "Run collect again.",
        );
      if (options.wait)
        bar.finish(
          `${address}: ${now.state}, ${now.features_active.toLocaleString("en")} features with examples`,
        );
      if (options.json) process.stdout.write(`${JSON.stringify({ collection: id, ...now })}\n`);
    } finally {
      await closeDatabase();
      await database.release();
    }
  });

async function findCorpus(model: string, slug?: string): Promise<number> {
  const { pool } = getDatabase();
  const { rows } = await pool.query<{ id: number; slug: string }>(
    "SELECT id, slug FROM corpus WHERE model_id = $1 ORDER BY slug",
    [model],
  );
  const found = slug === undefined && rows.length === 1 ? rows[0] : rows.find((row) => row.slug === slug);
  if (found) return found.id;
  throw new FeaturescopeError(
    slug === undefined ? "BAD_INPUT" : "NOT_FOUND",
    slug === undefined ? `${model} has ${rows.length} corpora.` : `${model} has no corpus "${slug}".`,
    `Name one with --corpus: ${rows.map((row) => row.slug).join(", ")}.`,
  );
}

async function progressOf(id: number): Promise<Progress> {
  const { rows } = await getDatabase().pool.query<Progress>(
    `SELECT state, shards_done, shards_total, tokens_done, tokens_total, features_active, error FROM collection WHERE id = $1`,
    [id],
  );
  if (rows[0]) return rows[0];
  throw new FeaturescopeError("NOT_FOUND", `Collection ${id} was deleted.`, "Ask for it again.");
}
