import { lift } from "@/domain/neighbours";
import { pieceText } from "@/domain/tokens";
import type { FeatureAddress } from "@/domain/urls";
import type { PackedRelated, PackedRelations } from "./relation-queries";

/** What lies near a feature, in its own SAE and in the others of its model. */
export interface Relations {
  /** Whether the directions of this SAE have been compared. */
  compared: boolean;
  /** Whether it is a Matryoshka SAE, whose later features are cases of earlier ones. */
  nested: boolean;
  near: NearFeature[];
  /** Features that fire on the same tokens; null until they have been counted. */
  together: { tokens: number; features: TogetherFeature[] } | null;
  others: OtherSae[];
}

export interface RelatedFeature {
  address: FeatureAddress;
  label: string | null;
  /** Whether its SAE has been read far enough to know when it is active. */
  read: boolean;
  /** Tokens at the peaks of its strongest examples, the most frequent first. */
  tokens: string[];
}

export interface NearFeature extends RelatedFeature {
  cosine: number;
}

export interface TogetherFeature extends RelatedFeature {
  /** Tokens at which both are above 0. */
  both: number;
  /** Their share of the tokens at which the page's feature is. */
  share: number;
  lift: number;
}

/** The same concept elsewhere. */
export interface OtherSae {
  sae: string;
  hookName: string;
  /** Its features nearest to this one. */
  near: NearFeature[];
  /** Of a wider SAE at the same place, its features to which this one is the nearest: what this feature splits into. */
  split: NearFeature[];
}

const SHOWN_TOKENS = 3;

export function readRelationsOf(
  { model, index }: FeatureAddress,
  packed: PackedRelations,
  vocabulary: readonly string[],
): Relations {
  const read = (row: PackedRelated): RelatedFeature => ({
    address: { model, sae: row.sae, index: row.index },
    label: row.label,
    read: row.read,
    tokens: commonTokens(row.peaks, vocabulary),
  });
  const near = (kind: PackedRelated["kind"], sae?: string): NearFeature[] =>
    packed.features
      .filter((row) => row.kind === kind && (sae === undefined || row.sae === sae))
      .map((row) => ({ ...read(row), cosine: row.cosine ?? 0 }));
  const own = packed.active ?? 0;
  const tokens = packed.coactivationTokens;
  const elsewhere = packed.features.filter(({ kind }) => kind === "elsewhere" || kind === "split");
  const others = new Map(elsewhere.map(({ sae, hookName }) => [sae, hookName]));
  return {
    compared: packed.neighbours,
    nested: packed.nested,
    near: near("near").filter(({ address }) => address.index !== index),
    together:
      tokens === null
        ? null
        : {
            tokens,
            features: packed.features
              .filter(({ kind }) => kind === "together")
              .map((row) => {
                const both = row.both ?? 0;
                return {
                  ...read(row),
                  both,
                  share: both / own,
                  lift: lift(both, own, row.active ?? 0, tokens),
                };
              }),
          },
    others: [...others].map(([sae, hookName]) => ({
      sae,
      hookName,
      near: near("elsewhere", sae),
      split: near("split", sae),
    })),
  };
}

/** Every feature that they name. */
export function namedIn({ near, together, others }: Relations): FeatureAddress[] {
  return [
    ...near,
    ...(together?.features ?? []),
    ...others.flatMap(({ near, split }) => [...near, ...split]),
  ].map(({ address }) => address);
}

/** Words at the peaks, the most frequent first, then in order of strength. */
function commonTokens(peaks: readonly string[], vocabulary: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const hex of peaks) {
    const id = Buffer.from(hex, "hex").readUIntLE(0, hex.length / 2);
    const text = pieceText(vocabulary[id] ?? `<${id}>`).trim() || pieceText(vocabulary[id] ?? "");
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, SHOWN_TOKENS)
    .map(([text]) => text);
}
