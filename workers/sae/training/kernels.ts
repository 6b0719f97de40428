import { readFile } from "node:fs/promises";
import wabt from "wabt";
import { FeaturescopeError } from "@/domain/errors";

/** A float32 array that lives in the kernels' memory. */
export interface Block {
  readonly pointer: number;
  readonly values: Float32Array;
}

interface KernelExports {
  addScaled(target: number, source: number, scale: number, n: number): void;
  dot(a: number, b: number, n: number): number;
  adam(p: number, g: number, m: number, v: number, n: number, rate1: number, correction2: number): void;
}

const PAGE = 65536;
const ALIGNMENT = 64;
/** 32-bit linear memory. */
const LIMIT_BYTES = 65536 * PAGE;

/** Compiled kernels.wat over one fixed memory, from which all blocks are cut. */
export class Kernels {
  private used = 0;
  private constructor(
    private readonly memory: WebAssembly.Memory,
    readonly run: KernelExports,
  ) {}

  /** @param floats room for this many, over all blocks; throws TOO_LARGE beyond 4 GiB. */
  static async create(floats: number, blocks: number): Promise<Kernels> {
    const bytes = floats * 4 + blocks * ALIGNMENT;
    if (bytes > LIMIT_BYTES) {
      throw new FeaturescopeError(
        "TOO_LARGE",
        `Training this SAE needs ${(bytes / 2 ** 30).toFixed(1)} GiB of working memory; one trainer can use 4 GiB.`,
        "Choose fewer features or a smaller batch.",
      );
    }
    const source = await readFile(new URL("./kernels.wat", import.meta.url), "utf8");
    const { buffer } = (await wabt()).parseWat("kernels.wat", source, { simd: true }).toBinary({});
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) + 1, maximum: 65536 });
    const { instance } = await WebAssembly.instantiate(buffer as Uint8Array<ArrayBuffer>, {
      env: { memory },
    });
    return new Kernels(memory, instance.exports as unknown as KernelExports);
  }

  /** A block of zeros; lengths must be multiples of 4. */
  allocate(length: number): Block {
    if (length % 4 !== 0) throw new RangeError(`A kernel block of ${length} floats is not a multiple of 4.`);
    const pointer = this.used;
    this.used = Math.ceil((pointer + length * 4) / ALIGNMENT) * ALIGNMENT;
    return { pointer, values: new Float32Array(this.memory.buffer, pointer, length) };
  }
}
