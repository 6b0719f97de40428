/** Some rows of a matrix [.., width]. */
export function takeRows(matrix: Float32Array, width: number, rows: ArrayLike<number>): Float32Array {
  const taken = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * width;
    taken.set(matrix.subarray(from, from + width), i * width);
  }
  return taken;
}

/** Some columns of a matrix [.., width]. */
export function takeColumns(matrix: Float32Array, width: number, columns: readonly number[]): Float32Array {
  const taken = new Float32Array((matrix.length / width) * columns.length);
  for (let r = 0, at = 0; r < matrix.length; r += width)
    for (const column of columns) taken[at++] = matrix[r + column] as number;
  return taken;
}
