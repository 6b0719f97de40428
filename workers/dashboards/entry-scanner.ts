import type { TokenEntries } from "./shard-activations";

/**
 * Finds the few active features among all. Under one percent of the values are above 0, so the search is what costs: it
 * goes over the bit patterns, four at a time, and looks closer only where one of the four is not negative.
 */
export class EntryScanner {
  /** Found entries, kept between calls: they are larger than what a call returns. */
  private features = new Uint32Array(0);
  private tokens = new Uint32Array(0);
  private values = new Float32Array(0);

  /** @param offsets what to add to each feature's values (activationOffsets in sae/encode.ts) */
  constructor(private readonly offsets: Float32Array) {}

  /** Entries of values [tokens, features] that are above 0 before and after adding the offset; row r is token `first + r`. */
  scan(rows: Float32Array, first: number): TokenEntries {
    const { offsets } = this;
    const width = offsets.length;
    const whole = width - (width % 4);
    // A float's sign is that of its bit pattern, and comparing integers is cheaper.
    const bits = new Int32Array(rows.buffer, rows.byteOffset, rows.length);
    let n = 0;
    for (let base = 0, token = first; base < rows.length; base += width, token++) {
      this.reserve(n + width);
      const { features, tokens, values } = this;
      const take = (feature: number) => {
        if ((bits[base + feature] as number) <= 0) return;
        const value = (rows[base + feature] as number) + (offsets[feature] as number);
        if (value <= 0) return;
        features[n] = feature;
        tokens[n] = token;
        values[n++] = value;
      };
      for (let feature = 0; feature < whole; feature += 4) {
        const at = base + feature;
        const signs =
          (bits[at] as number) &
          (bits[at + 1] as number) &
          (bits[at + 2] as number) &
          (bits[at + 3] as number);
        if (signs < 0) continue;
        for (let i = 0; i < 4; i++) take(feature + i);
      }
      for (let feature = whole; feature < width; feature++) take(feature);
    }
    return {
      features: this.features.slice(0, n),
      tokens: this.tokens.slice(0, n),
      values: this.values.slice(0, n),
    };
  }

  private reserve(length: number): void {
    if (length <= this.values.length) return;
    const size = 2 * length;
    const grown = <A extends Uint32Array | Float32Array>(old: A, made: A): A => {
      made.set(old);
      return made;
    };
    this.features = grown(this.features, new Uint32Array(size));
    this.tokens = grown(this.tokens, new Uint32Array(size));
    this.values = grown(this.values, new Float32Array(size));
  }
}
