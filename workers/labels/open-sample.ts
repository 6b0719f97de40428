import type { Pool } from "pg";
import type { Compute } from "../compute/api";
import type { CollectionTarget } from "../dashboards/collection-target";
import { readBlockEvidence } from "./block-evidence";
import type { Evidence } from "./label-feature";
import { readLexer } from "./read-lexer";
import { readSample, SAMPLE_SHARD, splitSample, type CorpusSample } from "./sample";
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
  const sample = splitSample(target, texts, lexer);
  const shards: Uint8Array[][] = [];
  for (let first = 0; first < texts.length; first += SAMPLE_SHARD) {
    progress?.(first / texts.length);
    const passages = texts.slice(first, first + SAMPLE_SHARD);
    shards.push((await compute.collectShard({ sae: target.sae, passages }, signal)).blocks);
  }
  return {
    lexer,
    samples: sample.samples,
    evidenceOf(block) {
      const packed = shards.map((shard, i) => ({ shard: i, packed: shard[block] ?? new Uint8Array() }));
      return readBlockEvidence(pool, target, block, packed, sample, lexer);
    },
  };
}
