/** Scales every row of [rows, width] to unit length; a zero row stays zero. */
export function normaliseRows(matrix: Float32Array, width: number): void {
  for (let at = 0; at < matrix.length; at += width) {
    let square = 0;
    for (let j = at; j < at + width; j++) square += (matrix[j] as number) ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let j = at; j < at + width; j++) matrix[j] = (matrix[j] as number) * scale;
  }
}
