/**
 * The rows with the largest product to each of some rows, exactly: through the list of rows that have each column. For
 * rows of norm 1 these are the nearest by cosine. The work is the sum over a row's columns of the rows that have them.
 */
import { largestOf, type Largest } from "../maps/largest";
import { rowCount, transpose, type SparseRows } from "./sparse-rows";

export class NearestSparse {
  private readonly byColumn: SparseRows;
  private readonly products: Float32Array;

  constructor(private readonly rows: SparseRows) {
    this.byColumn = transpose(rows);
    this.products = new Float32Array(rowCount(rows));
  }

  /** Adds `weight` times the product of a row and every other to `sums`, one number a row. */
  addProducts(row: number, weight: number, sums: Float32Array): void {
    const { rows, byColumn } = this;
    for (let e = rows.offsets[row] as number; e < (rows.offsets[row + 1] as number); e++) {
      const column = rows.ids[e] as number;
      const factor = weight * (rows.values[e] as number);
      const to = byColumn.offsets[column + 1] as number;
      for (let n = byColumn.offsets[column] as number; n < to; n++) {
        const other = byColumn.ids[n] as number;
        sums[other] = (sums[other] as number) + factor * (byColumn.values[n] as number);
      }
    }
  }

  /**
   * The `wanted` nearest other rows of one, largest product first, ties to the smaller index.
   * @returns fewer where fewer have anything in common with it
   */
  find(row: number, wanted: number): Largest {
    this.products.fill(0);
    this.addProducts(row, 1, this.products);
    return largestOf(this.products, wanted, row);
  }
}
