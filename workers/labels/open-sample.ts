import type { Pool } from "pg";
import type { Compute } from "../compute/api";
import type { CollectionTarget } from "../dashboards/collection-target";
import { readBlockEvidence } from "./block-evidence";
import type { Evidence } from "./evidence";
import { PassageViews } from "./passage-views";
import { readLexer } from "./read-lexer";
import { readSample, SAMPLE_SHARD, SampleActivity, splitSample, type CorpusSample } from "./sample";
import type { Lexer } from "./text-view";

/** A collection's features as labels are written from and scored on them. */
export interface OpenSample {
  lexer: Lexer;
  samples: CorpusSample["samples"];
  /** What is known of each feature of a block (128 features). */
  evidenceOf(block: number): Promise<Evidence[]>;
}

/**
 * Reads a sample of the corpus with model and SAE, half a minute of work on one core, and keeps it in memory.
 * @param progress is given the share that is read
 */
export async function openSample(
  pool: Pool,
  compute: Pick<Compute, "collectShard">,
  target: CollectionTarget,
  { signal, progress }: { signal?: AbortSignal; progress?: (share: number) => void } = {},
): Promise<OpenSample> {
  const lexer = await readLexer(pool, target.saeId);
  const texts = await readSample(pool, target);
  const { samples, places } = splitSample(target, texts, lexer);
  const activity = new SampleActivity(target.model.context, places);
  const views = new PassageViews(pool, target, lexer);
  for (let first = 0; first < texts.length; first += SAMPLE_SHARD) {
    progress?.(first / texts.length);
    const passages = texts.slice(first, first + SAMPLE_SHARD);
    const { blocks } = await compute.collectShard(
      { sae: target.sae, passages, leftOut: target.leftOut },
      signal,
    );
    blocks.forEach((packed, block) => activity.add(first / SAMPLE_SHARD, block, packed));
  }
  return { lexer, samples, evidenceOf: (block) => readBlockEvidence(pool, target, block, activity, views) };
}

/** The same from what label-features has kept of the sample. */
export async function reopenSample(pool: Pool, target: CollectionTarget): Promise<OpenSample> {
  const lexer = await readLexer(pool, target.saeId);
  const { samples, places } = splitSample(target, await readSample(pool, target), lexer);
  const activity = new SampleActivity(target.model.context, places);
  const views = new PassageViews(pool, target, lexer);
  const { rows: blocks } = await pool.query<{ block: number }>(
    "SELECT DISTINCT block FROM label_sample WHERE collection_id = $1",
    [target.id],
  );
  // block by block: all at once they are twice in memory
  for (const { block } of blocks) {
    const { rows } = await pool.query<{ shard: number; packed: Buffer }>(
      "SELECT shard, packed FROM label_sample WHERE collection_id = $1 AND block = $2 ORDER BY shard",
      [target.id, block],
    );
    for (const { shard, packed } of rows) activity.add(shard, block, packed);
  }
  return { lexer, samples, evidenceOf: (block) => readBlockEvidence(pool, target, block, activity, views) };
}
