/**
 * The part of a corpus that is read again for labels, with every activation of every feature in it: a collection keeps
 * a feature's examples but not where it is silent.
 */
import type { Pool } from "pg";
import type { CollectionTarget } from "../dashboards/collection-target";
import { readPassagesAt } from "../dashboards/corpus-passages";
import { unpackBlock } from "../dashboards/shard-activations";
import type { Lexer } from "./text-view";
import { makeSample, sideOf, type Side, type SideSample } from "./windows";

const SAMPLE_PASSAGES = 512;
/** Passages of a shard: seconds of work. */
export const SAMPLE_SHARD = 32;

/** Numbers of the sampled passages, spread evenly over those that the collection read. */
export function samplePassages({ corpusPassages, settings }: CollectionTarget): number[] {
  const read = Math.min(settings.passages ?? corpusPassages, corpusPassages);
  const count = Math.min(SAMPLE_PASSAGES, read);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * read) / count));
}

/** Token ids of the sampled passages, in order. */
export async function readSample(pool: Pool, target: CollectionTarget): Promise<Uint32Array[]> {
  const corpus = { id: target.corpusId, vocabulary: target.model.vocabulary };
  const numbers = samplePassages(target);
  const found = await readPassagesAt(pool, corpus, numbers);
  return numbers.map((number) => found.get(number) ?? new Uint32Array());
}

/** A place in {@link CorpusSample}: the side and the number of the passage there. */
interface Place {
  side: Side;
  n: number;
}

export interface CorpusSample {
  samples: Record<Side, SideSample>;
  /** By place in the sample. */
  places: Place[];
}

export function splitSample(
  target: CollectionTarget,
  texts: readonly Uint32Array[],
  lexer: Lexer,
): CorpusSample {
  const split: Record<Side, SideSample["passages"]> = { training: [], "held-out": [] };
  const places = samplePassages(target).map((passage, i) => {
    const side = sideOf(passage);
    const n = split[side].push({ passage, view: lexer.view(texts[i] ?? []) }) - 1;
    return { side, n };
  });
  return {
    samples: { training: makeSample(split.training), "held-out": makeSample(split["held-out"]) },
    places,
  };
}

type ActiveIn = Record<Side, Map<number, number[]>>;

/** For each feature of a block where in the sample it is active. */
export function activeInSample(
  shards: readonly { shard: number; packed: Uint8Array }[],
  features: number,
  context: number,
  places: readonly Place[],
): ActiveIn[] {
  const found = Array.from({ length: features }, (): ActiveIn => ({
    training: new Map(),
    "held-out": new Map(),
  }));
  for (const { shard, packed } of shards) {
    const { offsets, tokens } = unpackBlock(packed);
    found.forEach((active, i) => {
      for (let entry = offsets[i] as number; entry < (offsets[i + 1] as number); entry++) {
        const token = tokens[entry] as number;
        const place = places[shard * SAMPLE_SHARD + Math.floor(token / context)];
        if (!place) continue;
        const positions = active[place.side].get(place.n);
        if (positions) positions.push(token % context);
        else active[place.side].set(place.n, [token % context]);
      }
    });
  }
  return found;
}
