import type { Ops } from "../engine/ops";

/** cos and sin of position * theta^(-2i/width), each [context, width / 2] (Su et al. 2021). */
export function ropeTables<T>(ops: Ops<T>, context: number, width: number, theta: number): { cos: T; sin: T } {
  const half = width / 2;
  const cos = new Float32Array(context * half);
  const sin = new Float32Array(context * half);
  for (let position = 0; position < context; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * theta ** ((-2 * i) / width);
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  }
  return { cos: ops.constant(cos, [context, half]), sin: ops.constant(sin, [context, half]) };
}
