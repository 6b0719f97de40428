export interface Merge {
  score: number;
  /** Places of the two symbols. */
  left: number;
  right: number;
  merged: string;
}

/** Binary heap of possible merges: highest score first, of equal scores the leftmost. */
export class MergeQueue {
  private readonly heap: Merge[] = [];

  push(merge: Merge): void {
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || !before(merge, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = merge;
  }

  pop(): Merge | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (!left) break;
      let best = left;
      if (right && before(right, left)) {
        best = right;
        child++;
      }
      if (!before(best, last)) break;
      heap[at] = best;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

const before = (a: Merge, b: Merge) => a.score > b.score || (a.score === b.score && a.left < b.left);
