import { Random } from "@/domain/random";
import type { Decoder } from "./decoder";
import { sampleToken, type SamplingSettings } from "./sampler";

/** Ended rows are dropped from the batch once fewer than this share of it goes on. */
const KEEP_ENDED_UNTIL = 0.85;

/** What a passage is made of, in order: tokens that are given, and up to `limit` that the model writes. */
export type PassagePart = { given: readonly number[] } | { limit: number };

export interface SamplePassagesOptions extends SamplingSettings {
  seed: number;
  /** Index of the first passage; passage i draws from its own random stream, so a run can be taken up anywhere. */
  first: number;
}

export interface SampledPassage {
  ids: number[];
  /** Where each part begins in `ids`; an answer's end token is no part of it. */
  starts: number[];
}

interface Row extends SampledPassage {
  random: Random;
  parts: readonly PassagePart[];
  /** The part that the next token belongs to, and how many of it are there. */
  part: number;
  within: number;
}

/**
 * Lets the model write passages side by side. Each of its parts ends with BOS or EOS, which is not kept, with its limit,
 * or with the context.
 * @param scripts each begins with given tokens
 */
export async function samplePassages(
  decoder: Decoder,
  scripts: readonly (readonly PassagePart[])[],
  options: SamplePassagesOptions,
): Promise<SampledPassage[]> {
  const { bos, eos, context, vocabulary } = decoder.config;
  const begun: Row[] = scripts.map((parts, i) => ({
    ids: [],
    starts: [0],
    random: new Random(options.seed, options.first + i),
    parts,
    part: 0,
    within: 0,
  }));
  const shared = sharedBeginning(scripts);
  for (const row of begun) {
    row.ids.push(...shared);
    row.within = shared.length;
  }
  let rows = begun;
  const [cache, afterStart] = await decoder.prefill(
    begun.map(() => shared),
    options.temperature,
  );
  let probabilities = afterStart;
  for (;;) {
    rows.forEach((row, i) => {
      if (!enterPart(row, context)) return;
      const part = row.parts[row.part] as PassagePart;
      if ("given" in part) {
        row.ids.push(part.given[row.within++] as number);
        return;
      }
      const id = sampleToken(
        probabilities.subarray(i * vocabulary, (i + 1) * vocabulary),
        options,
        row.random,
      );
      row.within++;
      if (id !== bos && id !== eos) row.ids.push(id);
      else {
        row.within = part.limit;
        // what is given next takes the end token's place, or there is nothing more
        const next = row.parts[row.part + 1];
        if (next && "given" in next && enterPart(row, context)) row.ids.push(next.given[row.within++] as number);
      }
    });
    const live = rows.flatMap((row, i) => (isEnded(row, context) ? [] : [i]));
    if (live.length === 0) return begun.map(({ ids, starts }) => ({ ids, starts }));
    // Dropping rows copies the cache, so a few ended ones ride along until it pays.
    if (live.length < rows.length * KEEP_ENDED_UNTIL) {
      rows = live.map((i) => rows[i] as Row);
      cache.keepRows(live);
    }
    const last = rows.map(({ ids }) => ids[ids.length - 1] ?? bos);
    probabilities = await decoder.step(cache, last, options.temperature);
  }
}

const lengthOf = (part: PassagePart): number => ("given" in part ? part.given.length : part.limit);

/** Goes on to the part that the next token belongs to; false where the passage is complete. */
function enterPart(row: Row, context: number): boolean {
  while (row.part < row.parts.length && row.within >= lengthOf(row.parts[row.part] as PassagePart)) {
    row.part++;
    row.within = 0;
    if (row.part < row.parts.length) row.starts.push(row.ids.length);
  }
  return row.part < row.parts.length && row.ids.length < context;
}

const isEnded = (row: Row, context: number): boolean =>
  row.ids.length >= context ||
  row.part >= row.parts.length ||
  (row.part === row.parts.length - 1 && row.within >= lengthOf(row.parts[row.part] as PassagePart));

/** The given tokens that all scripts begin with; one at least. */
function sharedBeginning(scripts: readonly (readonly PassagePart[])[]): number[] {
  const givens = scripts.map(([part]) => (part && "given" in part ? part.given : []));
  const [first = []] = givens;
  let length = first.length;
  for (const given of givens) {
    let same = 0;
    while (same < length && given[same] === first[same]) same++;
    length = same;
  }
  return first.slice(0, length);
}
