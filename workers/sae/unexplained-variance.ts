/** Fraction of variance unexplained (FVU): |x - x'|^2 over |x - mean|^2, each summed over the tokens (docs/formats.md). */
export class UnexplainedVariance {
  private tokens = 0;
  private squaredError = 0;
  private squares = 0;
  private readonly sum: Float64Array;

  constructor(private readonly width: number) {
    this.sum = new Float64Array(width);
  }

  /** @param token its place in both tensors, [tokens, width] */
  add(x: ArrayLike<number>, reconstruction: ArrayLike<number>, token: number): void {
    this.tokens++;
    for (let j = 0, at = token * this.width; j < this.width; j++, at++) {
      const value = x[at] as number;
      this.squaredError += (value - (reconstruction[at] as number)) ** 2;
      this.squares += value * value;
      this.sum[j] = (this.sum[j] as number) + value;
    }
  }

  /** NaN before the first token. */
  share(): number {
    const ofMean = this.sum.reduce((total, s) => total + (s * s) / this.tokens, 0);
    return this.squaredError / (this.squares - ofMean);
  }
}
