import { unpackActivations } from "@/domain/activation-codec";
import { PROMOTED_TOKENS } from "@/domain/collections";
import { unpackCounts, unpackPromoted } from "@/domain/feature-statistics";
import { unpackTokens, type Turn } from "@/domain/passages";
import type { ShownLabel } from "@/domain/labels";
import type { FeatureAddress } from "@/domain/urls";
import { listedSaeIds } from "../../platform/access/catalogue";
import { showFeature } from "../../platform/page-contents";
import type { SaeDetails } from "../sae/queries";
import { readVocabulary } from "../text/vocabulary";
import {
  findFeature,
  listExamples,
  type PackedExample,
  type PackedFeature,
  type FeatureNumbers,
  type PackedPassage,
} from "./queries";
import { namedIn, readRelationsOf, type Relations } from "./relations";

/** Everything that a feature page or the JSON of a feature shows. */
export interface FeatureDashboard {
  address: FeatureAddress;
  sae: SaeDetails;
  /** The best of its labels. */
  label: ShownLabel | null;
  /** Cosine to its nearest in an SAE of another seed, negative where that one has a nearer feature itself; null where unknown. */
  stability: number | null;
  /** Null while no merged shard has written this feature. */
  statistics: FeatureStatistics | null;
  /** Top examples by rank. */
  top: Example[];
  /** Samples of each band, the lowest first. */
  bands: Example[][];
  relations: Relations;
}

export interface FeatureStatistics extends FeatureNumbers {
  /** Counts over equal widths of (0, max]. */
  histogram: number[];
  bandCounts: number[];
  promoted: TokenLogit[];
  suppressed: TokenLogit[];
}

export interface TokenLogit {
  piece: string;
  logit: number;
}

/** A passage in which the feature was active. */
export interface Example {
  rank: number;
  passage: number;
  peak: number;
  value: number;
  /** Token pieces of the whole passage, BOS first. */
  pieces: string[];
  /** Active positions, ascending, and their activations. */
  positions: number[];
  values: number[];
  /** What kind of text the passage is, what it is about, and who says what in it, where that is known. */
  kind: string | null;
  topic: string | null;
  turns: readonly Turn[] | null;
}

/** Null when there is no such SAE. Three statements, and one more the first time a model is shown. */
export async function readFeatureDashboard(address: FeatureAddress): Promise<FeatureDashboard | null> {
  const found = await findFeature(address, await listedSaeIds());
  if (!found) return null;
  const { sae, feature, label, stability } = found;
  const { collection, corpus } = sae;
  const nothing = !feature || !collection || !corpus;
  const [vocabulary, packed] = await Promise.all([
    readVocabulary(sae.model.id, sae.model.weightsSha256),
    nothing ? [] : listExamples(collection.id, corpus.id, address.index),
  ]);
  const relations = readRelationsOf(address, found.relations, vocabulary);
  showFeature(address, namedIn(relations));
  if (nothing) return { address, sae, label, stability, statistics: null, top: [], bands: [], relations };
  const statistics = readStatistics(feature, vocabulary);
  const examplesOf = (band: number) =>
    packed.filter((example) => example.band === band).map((example) => readExample(example, vocabulary));
  return {
    address,
    sae,
    label,
    stability,
    statistics,
    top: examplesOf(0),
    bands: statistics.bandCounts.map((_, band) => examplesOf(band + 1)),
    relations,
  };
}

export function readTokenLogits(promoted: Uint8Array, vocabulary: readonly string[]): TokenLogit[] {
  return unpackPromoted(promoted).map(({ id, logit }) => ({ piece: vocabulary[id] ?? `<${id}>`, logit }));
}

export function readExample(
  row: Pick<PackedExample, "rank" | "passage" | "peak" | "value" | "packed" | keyof PackedPassage>,
  vocabulary: readonly string[],
): Example {
  return {
    rank: row.rank,
    passage: row.passage,
    peak: row.peak,
    value: row.value,
    pieces: Array.from(unpackTokens(row.tokens, vocabulary.length), (id) => vocabulary[id] ?? `<${id}>`),
    ...unpackActivations(row.packed, row.value),
    kind: row.kind,
    topic: row.topic,
    turns: row.turns,
  };
}

function readStatistics(row: PackedFeature, vocabulary: readonly string[]): FeatureStatistics {
  const logits = readTokenLogits(row.promoted, vocabulary);
  return {
    tokensSeen: row.tokensSeen,
    activeTokens: row.activeTokens,
    activePassages: row.activePassages,
    density: row.density,
    max: row.max,
    mean: row.mean,
    histogram: unpackCounts(row.histogram),
    bandCounts: unpackCounts(row.bands),
    promoted: logits.slice(0, PROMOTED_TOKENS),
    suppressed: logits.slice(PROMOTED_TOKENS),
  };
}
