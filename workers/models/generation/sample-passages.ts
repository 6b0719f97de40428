import { Random } from "@/domain/random";
import type { Decoder } from "./decoder";
import { sampleToken, type SamplingSettings } from "./sampler";

/** Ended rows are dropped from the batch once fewer than this share of it goes on. */
const KEEP_ENDED_UNTIL = 0.85;

export interface SamplePassagesOptions extends SamplingSettings {
  seed: number;
  /** Index of the first passage; passage i draws from its own random stream, so a run can be taken up anywhere. */
  first: number;
  count: number;
}

/**
 * Lets the model write `count` passages from BOS alone until it ends them (BOS or EOS) or the context is full.
 * @returns token ids of each passage, BOS first, without the end token, in order.
 */
export async function samplePassages(decoder: Decoder, options: SamplePassagesOptions): Promise<number[][]> {
  const { bos, eos, context, vocabulary } = decoder.config;
  const passages = Array.from({ length: options.count }, () => [bos]);
  let rows = passages.map((ids, i) => ({ ids, random: new Random(options.seed, options.first + i), ended: false }));
  const [cache, afterBos] = await decoder.prefill(passages, options.temperature);
  let probabilities = afterBos;
  for (;;) {
    rows.forEach((row, i) => {
      if (row.ended) return;
      const distribution = probabilities.subarray(i * vocabulary, (i + 1) * vocabulary);
      const id = sampleToken(distribution, options, row.random);
      row.ended = id === bos || id === eos;
      if (row.ended) return;
      row.ids.push(id);
      row.ended = row.ids.length === context;
    });
    const live = rows.flatMap((row, i) => (row.ended ? [] : [i]));
    if (live.length === 0) return passages;
    // Dropping rows copies the cache, so a few ended ones ride along until it pays.
    if (live.length < rows.length * KEEP_ENDED_UNTIL) {
      rows = rows.filter((row) => !row.ended);
      cache.keepRows(live);
    }
    const last = rows.map(({ ids }) => ids[ids.length - 1] ?? bos);
    probabilities = await decoder.step(cache, last, options.temperature);
  }
}
