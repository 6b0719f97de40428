/**
 * The part of a corpus that is read again for labels, with every activation of every feature in it: a collection keeps
 * a feature's examples but not where it is silent.
 */
import type { Pool } from "pg";
import type { CollectionTarget } from "../dashboards/collection-target";
import { readPassagesAt } from "../dashboards/corpus-passages";
import { BLOCK_FEATURES } from "@/domain/collections";
import { unpackBlock, type FeatureEntries } from "../dashboards/shard-activations";
import type { Lexer } from "./text-view";
import { makeSample, sideOf, type WindowPlace, type Side, type SideSample } from "./windows";

const SAMPLE_PASSAGES = 512;
/** Passages of a shard: seconds of work. */
export const SAMPLE_SHARD = 32;

/** Numbers of the sampled passages, spread evenly over those that the collection read. */
export function sampledPassages({ corpusPassages, settings }: CollectionTarget): number[] {
  const read = Math.min(settings.passages ?? corpusPassages, corpusPassages);
  const count = Math.min(SAMPLE_PASSAGES, read);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * read) / count));
}

/** Token ids of the sampled passages, in order. */
export async function readSample(pool: Pool, target: CollectionTarget): Promise<Uint32Array[]> {
  const corpus = { id: target.corpusId, vocabulary: target.model.vocabulary };
  const numbers = sampledPassages(target);
  const found = await readPassagesAt(pool, corpus, numbers);
  return numbers.map((number) => found.get(number) ?? new Uint32Array());
}

/** A passage of the sample: its side, and its number there. */
export interface SamplePlace {
  side: Side;
  n: number;
}

export interface CorpusSample {
  samples: Record<Side, SideSample>;
  /** By place in the sample. */
  places: SamplePlace[];
}

export function splitSample(
  target: CollectionTarget,
  texts: readonly Uint32Array[],
  lexer: Lexer,
): CorpusSample {
  const split: Record<Side, SideSample["passages"]> = { training: [], "held-out": [] };
  const places = sampledPassages(target).map((passage, i) => {
    const side = sideOf(passage);
    const n = split[side].push({ passage, view: lexer.view(texts[i] ?? [], { learn: true }) }) - 1;
    return { side, n };
  });
  return {
    samples: { training: makeSample(split.training), "held-out": makeSample(split["held-out"]) },
    places,
  };
}

/** Every activation of every feature in the sample: 8 bytes each, however many features there are. */
export class SampleActivity {
  private readonly shards: { shard: number; blocks: Map<number, FeatureEntries> }[] = [];

  constructor(
    private readonly context: number,
    private readonly places: readonly SamplePlace[],
  ) {}

  add(shard: number, block: number, packed: Uint8Array): void {
    let found = this.shards.find((one) => one.shard === shard);
    if (!found) this.shards.push((found = { shard, blocks: new Map() }));
    found.blocks.set(block, unpackBlock(packed));
  }

  /** Where a feature is active: positions by number of the passage in its side. */
  activeIn(feature: number): Record<Side, Map<number, number[]>> {
    const active = { training: new Map<number, number[]>(), "held-out": new Map<number, number[]>() };
    this.each(feature, ({ side, n }, position) => {
      const positions = active[side].get(n);
      if (positions) positions.push(position);
      else active[side].set(n, [position]);
    });
    return active;
  }

  /** Where a feature is most active, a place a passage. */
  peaksOf(feature: number): Record<Side, WindowPlace[]> {
    const peaks = {
      training: new Map<number, [number, number]>(),
      "held-out": new Map<number, [number, number]>(),
    };
    this.each(feature, ({ side, n }, position, value) => {
      if (value > (peaks[side].get(n)?.[1] ?? 0)) peaks[side].set(n, [position, value]);
    });
    const list = (side: Side) => Array.from(peaks[side], ([n, [position]]) => ({ n, position }));
    return { training: list("training"), "held-out": list("held-out") };
  }

  private each(feature: number, visit: (place: SamplePlace, position: number, value: number) => void): void {
    const block = Math.floor(feature / BLOCK_FEATURES);
    const i = feature % BLOCK_FEATURES;
    for (const { shard, blocks } of this.shards) {
      const entries = blocks.get(block);
      if (!entries) continue;
      const { offsets, tokens, values } = entries;
      for (let entry = offsets[i] as number; entry < (offsets[i + 1] as number); entry++) {
        const token = tokens[entry] as number;
        const place = this.places[shard * SAMPLE_SHARD + Math.floor(token / this.context)];
        if (place) visit(place, token % this.context, values[entry] as number);
      }
    }
  }
}
