/** Vectors of equal length made orthogonal and of length 1, in order (Gram and Schmidt, twice for accuracy). */
export function orthonormalise(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const own = scaled(vector);
    for (let pass = 0; pass < 2; pass++)
      for (const other of done) {
        let dot = 0;
        for (let i = 0; i < own.length; i++) dot += (own[i] as number) * (other[i] as number);
        for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) - dot * (other[i] as number);
      }
    done.push(scaled(own));
  }
  return done;
}

function scaled(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0)) || 1;
  return vector.map((x) => x / norm);
}

const SWEEPS = 30;

/** Eigenvalues of a small symmetric matrix, the largest first, with their vectors (Jacobi's rotations). */
export function symmetricEigen(matrix: readonly (readonly number[])[]): {
  values: number[];
  vectors: number[][];
} {
  const n = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const v = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)),
  );
  const get = (rows: readonly Float64Array[], i: number, j: number) => rows[i]?.[j] ?? 0;
  const rotate = (
    rows: readonly Float64Array[],
    p: number,
    q: number,
    c: number,
    s: number,
    byRow: boolean,
  ) => {
    for (let k = 0; k < n; k++) {
      const [row1, column1, row2, column2] = byRow ? [p, k, q, k] : [k, p, k, q];
      const [x, y] = [get(rows, row1, column1), get(rows, row2, column2)];
      (rows[row1] as Float64Array)[column1] = c * x - s * y;
      (rows[row2] as Float64Array)[column2] = s * x + c * y;
    }
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const off = get(a, p, q);
        if (Math.abs(off) < 1e-300) continue;
        const theta = (get(a, q, q) - get(a, p, p)) / (2 * off);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, p, q, c, t * c, false);
        rotate(a, p, q, c, t * c, true);
        rotate(v, p, q, c, t * c, false);
      }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => get(a, j, j) - get(a, i, i) || i - j);
  return {
    values: order.map((i) => get(a, i, i)),
    vectors: order.map((i) => Array.from({ length: n }, (_, k) => get(v, k, i))),
  };
}
