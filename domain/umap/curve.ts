/** The curve 1 / (1 + a d^(2b)) that stands for closeness in the layout. */
export interface ClosenessCurve {
  a: number;
  b: number;
}

const SAMPLES = 300;
const STEPS = 100;

/**
 * The curve nearest in least squares to 1 up to `minDistance` and exp(-(d - minDistance) / spread) beyond, over
 * [0, 3 spread] (as umap-learn's find_ab_params), by Levenberg and Marquardt's method.
 */
export function fitCurve(minDistance: number, spread: number): ClosenessCurve {
  const xs = Array.from({ length: SAMPLES }, (_, i) => (3 * spread * i) / (SAMPLES - 1));
  const ys = xs.map((x) => (x < minDistance ? 1 : Math.exp(-(x - minDistance) / spread)));
  const errorOf = ({ a, b }: ClosenessCurve) =>
    xs.reduce((sum, x, i) => sum + (1 / (1 + a * x ** (2 * b)) - (ys[i] ?? 0)) ** 2, 0);
  let curve: ClosenessCurve = { a: 1, b: 1 };
  let damping = 1e-3;
  for (let step = 0; step < STEPS; step++) {
    let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
    xs.forEach((x, i) => {
      if (x === 0) return;
      const power = x ** (2 * curve.b);
      const value = 1 / (1 + curve.a * power);
      const byA = -power * value * value;
      const byB = -curve.a * power * 2 * Math.log(x) * value * value;
      const residual = (ys[i] ?? 0) - value;
      aa += byA * byA;
      ab += byA * byB;
      bb += byB * byB;
      ra += byA * residual;
      rb += byB * residual;
    });
    const [da, db] = [aa * (1 + damping), bb * (1 + damping)];
    const determinant = da * db - ab * ab;
    const next = {
      a: curve.a + (ra * db - rb * ab) / determinant,
      b: curve.b + (rb * da - ra * ab) / determinant,
    };
    if (next.a > 0 && next.b > 0 && errorOf(next) <= errorOf(curve)) {
      curve = next;
      damping /= 10;
    } else damping *= 10;
  }
  return curve;
}
