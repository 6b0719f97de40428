import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";

export interface RopeTablesOptions {
  /** Positions 0 to context - 1. */
  context: number;
  /** Dimensions of a head that are rotated. */
  width: number;
  theta: number;
  scaling?: LanguageModelConfig["ropeScaling"];
  /** What cos and sin are multiplied by. */
  magnitude?: number;
}

/** cos and sin of position * frequency, each [context, width / 2] (Su et al. 2021). */
export function ropeTables<T>(ops: Ops<T>, options: RopeTablesOptions): { cos: T; sin: T } {
  const { context, magnitude = 1 } = options;
  const frequencies = ropeFrequencies(options);
  const half = frequencies.length;
  const cos = new Float32Array(context * half);
  const sin = new Float32Array(context * half);
  for (let position = 0; position < context; position++) {
    frequencies.forEach((frequency, i) => {
      cos[position * half + i] = magnitude * Math.cos(position * frequency);
      sin[position * half + i] = magnitude * Math.sin(position * frequency);
    });
  }
  return { cos: ops.constant(cos, [context, half]), sin: ops.constant(sin, [context, half]) };
}

/** theta^(-2i/width), scaled as the model asks. */
function ropeFrequencies({ width, theta, scaling }: RopeTablesOptions): number[] {
  const plain = Array.from({ length: width / 2 }, (_, i) => theta ** ((-2 * i) / width));
  switch (scaling?.kind) {
    case undefined:
      return plain;
    case "linear":
      return plain.map((frequency) => frequency / scaling.factor);
    case "proportional": {
      const turning = Math.floor((scaling.share * width) / 2);
      return plain.map((frequency, i) => (i < turning ? frequency / scaling.factor : 0));
    }
    case "factors":
      return plain.map((frequency, i) => frequency / (scaling.factors[i] ?? 1));
    // Llama 3.1: slow rotations are slowed down further, fast ones stay, those between are mixed.
    case "llama3": {
      const { factor, lowFrequency, highFrequency, context } = scaling;
      return plain.map((frequency) => {
        const turns = (context * frequency) / (2 * Math.PI);
        const kept = Math.min(1, Math.max(0, (turns - lowFrequency) / (highFrequency - lowFrequency)));
        return (1 - kept) * (frequency / factor) + kept * frequency;
      });
    }
  }
}
