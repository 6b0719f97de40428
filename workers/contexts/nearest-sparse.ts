/**
 * The rows with the largest product to each of some rows, exactly: through the list of rows that have each column. For
 * rows of norm 1 these are the nearest by cosine. The work is the sum over a row's columns of the rows that have them.
 */
import type { NearestRows } from "../maps/nearest-directions";
import { rowCount, transpose, type SparseRows } from "./sparse-rows";

export class NearestSparse {
  private readonly byColumn: SparseRows;
  private readonly products: Float32Array;

  constructor(private readonly rows: SparseRows) {
    this.byColumn = transpose(rows);
    this.products = new Float32Array(rowCount(rows));
  }

  /**
   * The `wanted` nearest other rows of one, largest product first, ties to the smaller index.
   * @returns fewer only where there are fewer rows
   */
  find(row: number, wanted: number): { ids: Int32Array; cosines: Float32Array } {
    const { rows, byColumn, products } = this;
    products.fill(0);
    for (let e = rows.offsets[row] as number; e < (rows.offsets[row + 1] as number); e++) {
      const column = rows.ids[e] as number;
      const weight = rows.values[e] as number;
      const to = byColumn.offsets[column + 1] as number;
      for (let n = byColumn.offsets[column] as number; n < to; n++) {
        const other = byColumn.ids[n] as number;
        products[other] = (products[other] as number) + weight * (byColumn.values[n] as number);
      }
    }
    return largest(products, row, Math.min(wanted, products.length - 1));
  }

  /** The same of rows [first, end), row after row. */
  findRange(first: number, end: number, wanted: number): NearestRows {
    const each = Math.min(wanted, this.products.length - 1);
    const found = {
      ids: new Int32Array((end - first) * each),
      cosines: new Float32Array((end - first) * each),
      each,
    };
    for (let row = first; row < end; row++) {
      const { ids, cosines } = this.find(row, each);
      found.ids.set(ids, (row - first) * each);
      found.cosines.set(cosines, (row - first) * each);
    }
    return found;
  }
}

/** Indices of the largest values but `except`, largest first, ties to the smaller index. */
function largest(
  values: Float32Array,
  except: number,
  wanted: number,
): { ids: Int32Array; cosines: Float32Array } {
  const ids = new Int32Array(wanted);
  const cosines = new Float32Array(wanted);
  let kept = 0;
  let least = -Infinity;
  for (let id = 0; id < values.length; id++) {
    const value = values[id] as number;
    if ((kept === wanted && value <= least) || id === except || wanted === 0) continue;
    let at = kept < wanted ? kept++ : wanted - 1;
    for (; at > 0 && (cosines[at - 1] as number) < value; at--) {
      cosines[at] = cosines[at - 1] as number;
      ids[at] = ids[at - 1] as number;
    }
    cosines[at] = value;
    ids[at] = id;
    least = cosines[kept - 1] as number;
  }
  return { ids, cosines };
}
