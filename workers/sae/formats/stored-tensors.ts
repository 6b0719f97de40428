import { FeaturescopeError } from "@/domain/errors";
import type { HostTensor, Weights } from "../../engine/ops";
import { transposed } from "./common";
import { crosscoder } from "./other-kinds";

/** The tensors of an SAE's file, of which a reader takes those that it knows; what is left would change the numbers. */
export class StoredTensors {
  private readonly taken = new Set<string>();

  constructor(
    private readonly weights: Weights,
    private readonly file: string,
  ) {}

  has(name: string): boolean {
    return this.weights.has(name);
  }

  /**
   * Throws CORRUPT_FILE that names a tensor which is missing or is no matrix or list of 32-bit floats, UNSUPPORTED for a
   * crosscoder's.
   */
  take(name: string, rank: 1 | 2): HostTensor {
    const found = this.weights.get(name);
    this.taken.add(name);
    if (found?.dtype === "float32" && found.shape.length === rank) return found;
    if (rank === 2 && found?.shape.length === 3) throw crosscoder(this.file, name, found.shape);
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${this.file}: "${name}" ${found ? `is ${found.dtype} [${found.shape.join(", ")}]` : "is missing"}.`,
      "The file is damaged or of another kind: fetch it again.",
    );
  }

  /** Encoder and decoder as linear layers of PyTorch, each with its bias. */
  takeLinears(
    encoder: string,
    decoder: string,
  ): { weights: Map<string, HostTensor>; dIn: number; dSae: number } {
    const turned = transposed(this.take(`${encoder}.weight`, 2));
    const [dIn = 0, dSae = 0] = turned.shape;
    const weights = new Map([
      ["W_enc", turned],
      ["W_dec", transposed(this.take(`${decoder}.weight`, 2))],
      ["b_enc", this.take(`${encoder}.bias`, 1)],
      ["b_dec", this.take(`${decoder}.bias`, 1)],
    ]);
    return { weights, dIn, dSae };
  }

  /** The first number of a tensor, undefined where there is none. */
  number(name: string): number | undefined {
    return this.numbers(name)[0];
  }

  /** All numbers of a tensor, none where there is no such. */
  numbers(name: string): number[] {
    this.taken.add(name);
    return [...(this.weights.get(name)?.data ?? [])];
  }

  /** Throws UNSUPPORTED for the first tensor that was not taken. @param buffers known to say nothing about how the SAE is run */
  refuseRest(buffers: readonly string[] = []): void {
    for (const [name, { shape }] of this.weights)
      if (!this.taken.has(name) && !buffers.includes(name))
        throw new FeaturescopeError(
          "UNSUPPORTED",
          `${this.file}: it has a tensor "${name}" [${shape.join(", ")}], for which an SAE of this format has no use here.`,
          "The SAE is of a kind that is computed differently, so its numbers would be wrong.",
        );
  }
}
