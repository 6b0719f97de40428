import { VECTOR_WIDTH } from "./embedding-model";
import { compileScan, viewsOf } from "./scan";
import { ScanThreads } from "./scan-threads";

/** Rows of one block of memory: 25 MB. */
const MOST_BLOCK_ROWS = 65_536;
const INT8 = 127;
const INT16 = 32_767;

interface Block extends ReturnType<typeof viewsOf> {
  count: number;
  scales: Float32Array;
}

export interface ApproximateMatch {
  row: number;
  /** Inner product, wrong by the rounding of the row to 8 bits. */
  score: number;
}

/**
 * Unit vectors in memory, 8 bits a number, each with a scale of its own; scanned whole for every query. 500,000 take
 * 194 MB.
 */
export class VectorTable {
  private readonly blocks: Block[] = [];
  private largestScale = 0;

  /** Ends with the last search: two at once would write their queries over each other. */
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly threads: ScanThreads,
    private readonly blockRows: number,
  ) {}

  static async create(blockRows = MOST_BLOCK_ROWS): Promise<VectorTable> {
    return new VectorTable(new ScanThreads(await compileScan(), blockRows), blockRows);
  }

  /** Threads that take part in a scan. */
  get threadCount(): number {
    return this.threads.count;
  }

  get size(): number {
    return this.blocks.reduce((sum, block) => sum + block.count, 0);
  }

  /**
   * How far a score may be from the product of the unrounded vectors: four standard deviations of the rounding errors'
   * sum, which are uniform and independent to a good approximation.
   */
  get uncertainty(): number {
    return (4 * this.largestScale) / Math.sqrt(12);
  }

  /** Adds a row behind the others. */
  add(vector: Float32Array): void {
    let block = this.blocks.at(-1);
    if (!block || block.count === this.blockRows) {
      const views = viewsOf(this.threads.addBlock(), this.blockRows);
      block = { ...views, count: 0, scales: new Float32Array(this.blockRows) };
      this.blocks.push(block);
    }
    const scale = largest(vector) / INT8 || 1;
    const from = block.count * VECTOR_WIDTH;
    for (let i = 0; i < VECTOR_WIDTH; i++) block.rows[from + i] = Math.round((vector[i] ?? 0) / scale);
    block.scales[block.count++] = scale;
    this.largestScale = Math.max(this.largestScale, scale);
  }

  /**
   * The `count` rows with the largest products, largest first, of those that `allowed` lets through and whose score is
   * at most `most`.
   */
  nearest(
    query: Float32Array,
    count: number,
    { most = Infinity, allowed }: { most?: number; allowed?: ReadonlySet<number> } = {},
  ): Promise<ApproximateMatch[]> {
    const found = this.turn.then(async () => {
      const scale = largest(query) / INT16 || 1;
      const rounded = Int16Array.from(query, (value) => Math.round(value / scale));
      for (const block of this.blocks) block.query.set(rounded);
      // rows that are added meanwhile are for the next search
      const counts = this.blocks.map((block) => block.count);
      await this.threads.multiply(counts);
      const top = new TopRows(count);
      counts.forEach((rows, b) => {
        const { products, scales } = this.blocks[b] as Block;
        for (let i = 0; i < rows; i++) {
          const score = (products[i] as number) * (scales[i] as number) * scale;
          if (score <= top.least || score > most) continue;
          const row = b * this.blockRows + i;
          if (!allowed || allowed.has(row)) top.offer(row, score);
        }
      });
      return top.sorted();
    });
    this.turn = found.catch(() => undefined);
    return found;
  }
}

/** The largest of what is offered: a heap whose root is the smallest that is kept. */
class TopRows {
  private readonly heap: ApproximateMatch[] = [];
  /** What is not larger need not be offered. */
  least = -Infinity;

  constructor(private readonly most: number) {}

  offer(row: number, score: number): void {
    const { heap } = this;
    if (heap.length < this.most) {
      heap.push({ row, score });
      for (let i = heap.length - 1; i > 0;) {
        const parent = (i - 1) >> 1;
        if (this.scoreAt(parent) <= this.scoreAt(i)) break;
        this.swap(i, parent);
        i = parent;
      }
    } else {
      heap[0] = { row, score };
      for (let i = 0; ;) {
        let child = 2 * i + 1;
        if (child + 1 < heap.length && this.scoreAt(child + 1) < this.scoreAt(child)) child++;
        if (child >= heap.length || this.scoreAt(i) <= this.scoreAt(child)) break;
        this.swap(i, child);
        i = child;
      }
    }
    if (heap.length === this.most) this.least = this.scoreAt(0);
  }

  sorted(): ApproximateMatch[] {
    return this.heap.sort((a, b) => b.score - a.score || a.row - b.row);
  }

  private scoreAt(i: number): number {
    return this.heap[i]?.score ?? Infinity;
  }

  private swap(i: number, j: number): void {
    const [a, b] = [this.heap[i], this.heap[j]];
    if (a && b) {
      this.heap[i] = b;
      this.heap[j] = a;
    }
  }
}

function largest(vector: Float32Array): number {
  let most = 0;
  for (const value of vector) most = Math.max(most, Math.abs(value));
  return most;
}
