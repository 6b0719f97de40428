import { Command } from "commander";
import { FeaturescopeError } from "@/domain/errors";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { requestCollection } from "@/workers/dashboards/request-collection";
import { connectDatabase } from "../database";
import { collectionNow, watchCollection } from "../watch-collection";
import { wholeNumber } from "./arguments";
import { saeByAddress } from "./sae";

interface Options {
  corpus?: string;
  passages?: number;
  shard: number;
  wait: boolean;
  json?: boolean;
}

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
      const { id: saeId } = await saeByAddress(address);
      const corpusId = await findCorpus(model, options.corpus);
      const settings = { shardPassages: options.shard, passages: options.passages ?? null };
      const { id } = await requestCollection(pool, { saeId, corpusId, settings }, { again: true });
      const now = options.wait ? await watchCollection(id, address) : await collectionNow(id);
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
