import { readFile } from "node:fs/promises";
import wabt from "wabt";
import { VECTOR_WIDTH } from "./embedding-model";

/** A block's memory holds the query, the products of its rows, and the rows. */
const QUERY_BYTES = 2 * VECTOR_WIDTH;
const PRODUCT_BYTES = 4;
const PAGE = 65_536;

interface ScanExports {
  products(rows: number, query: number, out: number, count: number, width: number): void;
}

/** To a thread: a block of memory to take part in, or the numbers of rows to multiply in some of the blocks. */
export type ThreadMessage =
  | { module: WebAssembly.Module; memory: WebAssembly.Memory; blockRows: number }
  | { scan: { block: number; count: number }[] };

export async function compileScan(): Promise<WebAssembly.Module> {
  const source = await readFile(new URL("./scan.wat", import.meta.url), "utf8");
  const module = (await wabt()).parseWat("scan.wat", source, { simd: true, threads: true });
  return WebAssembly.compile(module.toBinary({}).buffer as Uint8Array<ArrayBuffer>);
}

/** Memory that threads may share. */
export function newMemory(blockRows: number): WebAssembly.Memory {
  const pages = Math.ceil((rowsAt(blockRows) + blockRows * VECTOR_WIDTH) / PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** The parts of a block's memory. */
export function viewsOf({ buffer }: WebAssembly.Memory, blockRows: number) {
  return {
    query: new Int16Array(buffer, 0, VECTOR_WIDTH),
    products: new Int32Array(buffer, QUERY_BYTES, blockRows),
    rows: new Int8Array(buffer, rowsAt(blockRows), blockRows * VECTOR_WIDTH),
  };
}

const rowsAt = (blockRows: number) => QUERY_BYTES + PRODUCT_BYTES * blockRows;

/** What writes the products of a block's query with its first `count` rows. */
export function multiplier(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  blockRows: number,
): (count: number) => void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { products } = exports as unknown as ScanExports;
  return (count) => products(rowsAt(blockRows), 0, QUERY_BYTES, count, VECTOR_WIDTH);
}
