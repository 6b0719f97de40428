/**
 * Every activation of a shard, feature by feature, and its form in the database: one packed value for each block
 * of BLOCK_FEATURES features. All that a dashboard shows is computed from these, so how passages were cut into
 * shards and which worker read them leaves no trace in it.
 *
 * Packed block, little-endian: uint32 entries of each feature [BLOCK_FEATURES]; then float32 activations, feature
 * after feature; then for each entry a varint of the distance of its token from the one before it (from -1 for
 * the first of a feature), where token = passage in shard * context + position.
 */
import { BLOCK_FEATURES } from "@/domain/collections";

/** Entries in order of feature, then token; feature i owns [offsets[i], offsets[i + 1]). */
export interface FeatureEntries {
  offsets: Uint32Array;
  tokens: Uint32Array;
  values: Float32Array;
}

/** Entries token by token. */
export interface TokenEntries {
  features: Uint32Array;
  tokens: Uint32Array;
  values: Float32Array;
}

/** Sorts entries, part after part in order of tokens, into feature order (a counting sort, so it is stable). */
export function groupByFeature(parts: readonly TokenEntries[], dSae: number): FeatureEntries {
  const offsets = new Uint32Array(dSae + 1);
  for (const { features } of parts)
    for (let n = 0; n < features.length; n++) {
      const after = (features[n] as number) + 1;
      offsets[after] = (offsets[after] as number) + 1;
    }
  for (let i = 0; i < dSae; i++) offsets[i + 1] = (offsets[i + 1] as number) + (offsets[i] as number);
  const next = offsets.slice();
  const entries = offsets[dSae] as number;
  const grouped = { offsets, tokens: new Uint32Array(entries), values: new Float32Array(entries) };
  for (const { features, tokens, values } of parts)
    for (let n = 0; n < features.length; n++) {
      const feature = features[n] as number;
      const to = next[feature] as number;
      next[feature] = to + 1;
      grouped.tokens[to] = tokens[n] as number;
      grouped.values[to] = values[n] as number;
    }
  return grouped;
}

export const blockCount = (dSae: number): number => Math.ceil(dSae / BLOCK_FEATURES);

/** Packs features [block * BLOCK_FEATURES, ...) of a shard. */
export function packBlock({ offsets, tokens, values }: FeatureEntries, block: number): Uint8Array {
  const first = block * BLOCK_FEATURES;
  const last = Math.min(first + BLOCK_FEATURES, offsets.length - 1);
  const [from, to] = [offsets[first] as number, offsets[last] as number];
  const bytes = new Uint8Array(4 * BLOCK_FEATURES + 9 * (to - from)); // a varint of 32 bits takes 5 bytes at most
  const view = new DataView(bytes.buffer);
  for (let i = first; i < last; i++) {
    view.setUint32(4 * (i - first), (offsets[i + 1] as number) - (offsets[i] as number), true);
  }
  let at = 4 * BLOCK_FEATURES;
  for (let n = from; n < to; n++, at += 4) view.setFloat32(at, values[n] as number, true);
  for (let feature = first; feature < last; feature++) {
    let before = -1;
    for (let n = offsets[feature] as number; n < (offsets[feature + 1] as number); n++) {
      let distance = (tokens[n] as number) - before;
      before = tokens[n] as number;
      for (; distance > 0x7f; distance >>>= 7) bytes[at++] = (distance & 0x7f) | 0x80;
      bytes[at++] = distance;
    }
  }
  return bytes.slice(0, at);
}

/** The entries of a packed block; `offsets` has BLOCK_FEATURES + 1 elements. */
export function unpackBlock(bytes: Uint8Array): FeatureEntries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = new Uint32Array(BLOCK_FEATURES + 1);
  for (let i = 0; i < BLOCK_FEATURES; i++)
    offsets[i + 1] = (offsets[i] as number) + view.getUint32(4 * i, true);
  const entries = offsets[BLOCK_FEATURES] as number;
  const values = new Float32Array(entries);
  const tokens = new Uint32Array(entries);
  let at = 4 * BLOCK_FEATURES;
  for (let n = 0; n < entries; n++, at += 4) values[n] = view.getFloat32(at, true);
  for (let i = 0; i < BLOCK_FEATURES; i++) {
    let token = -1;
    for (let n = offsets[i] as number; n < (offsets[i + 1] as number); n++) {
      let distance = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] as number;
        distance |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      token += distance;
      tokens[n] = token;
    }
  }
  return { offsets, tokens, values };
}
