/** Rows of which few numbers are not 0: entries of row r are [offsets[r], offsets[r + 1]), by ascending column. */
export interface SparseRows {
  columns: number;
  offsets: Uint32Array;
  ids: Uint32Array;
  values: Float32Array;
}

export function rowCount({ offsets }: SparseRows): number {
  return offsets.length - 1;
}

export function isEmptyRow({ offsets }: SparseRows, row: number): boolean {
  return offsets[row] === offsets[row + 1];
}

/** The product of row a of one and row b of the other; of rows of norm 1 that is their cosine. */
export function dotRows(left: SparseRows, a: number, right: SparseRows, b: number): number {
  let [i, j] = [left.offsets[a] as number, right.offsets[b] as number];
  const [endI, endJ] = [left.offsets[a + 1] as number, right.offsets[b + 1] as number];
  let dot = 0;
  while (i < endI && j < endJ) {
    const [own, other] = [left.ids[i] as number, right.ids[j] as number];
    if (own === other) dot += (left.values[i++] as number) * (right.values[j++] as number);
    else if (own < other) i++;
    else j++;
  }
  return dot;
}

/** Scales every row to norm 1, in place; rows without entries stay as they are. */
export function normaliseSparseRows({ offsets, values }: SparseRows): void {
  for (let row = 0; row + 1 < offsets.length; row++) {
    const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
    let square = 0;
    for (let e = from; e < to; e++) square += (values[e] as number) ** 2;
    const norm = Math.sqrt(square) || 1;
    for (let e = from; e < to; e++) values[e] = (values[e] as number) / norm;
  }
}

/** Columns become rows: the rows in which each column stands, by ascending row. */
export function transpose({ columns, offsets, ids, values }: SparseRows): SparseRows {
  const ends = new Uint32Array(columns + 1);
  for (const id of ids) ends[id + 1] = (ends[id + 1] as number) + 1;
  for (let c = 0; c < columns; c++) ends[c + 1] = (ends[c + 1] as number) + (ends[c] as number);
  const next = ends.slice();
  const turned = {
    columns: offsets.length - 1,
    offsets: ends,
    ids: new Uint32Array(ids.length),
    values: new Float32Array(ids.length),
  };
  for (let row = 0; row + 1 < offsets.length; row++)
    for (let e = offsets[row] as number; e < (offsets[row + 1] as number); e++) {
      const column = ids[e] as number;
      const at = next[column] as number;
      next[column] = at + 1;
      turned.ids[at] = row;
      turned.values[at] = values[e] as number;
    }
  return turned;
}
