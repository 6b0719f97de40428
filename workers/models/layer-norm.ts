/** LayerNorm as the GPT families have it, and the final one with the output head. */
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";
import type { Family } from "./family";

/** LayerNorm over the last axis with the weights `name`.weight and `name`.bias. */
export function layerNorm<T>(ops: Ops<T>, { normEps }: LanguageModelConfig, x: T, name: string): T {
  return ops.layerNorm(x, ops.weight(`${name}.weight`), ops.weight(`${name}.bias`), normEps);
}

/** Names of the final norm and of the embedding and head matrices, [V, D]; tied models use the embedding for both. */
interface HeadNames {
  norm: string;
  embedding: string;
  head: string;
}

export function layerNormHead(names: HeadNames): Pick<Family, "unembed" | "project"> {
  const head = <T>(ops: Ops<T>, { tiedHead }: LanguageModelConfig, x: T): T =>
    ops.matmul(x, ops.weight(tiedHead ? names.embedding : names.head), { transposeB: true });
  return {
    unembed: (ops, config, x) => head(ops, config, layerNorm(ops, config, x, names.norm)),
    // LayerNorm takes the mean away from a direction as from everything else
    project: (ops, config, directions) => {
      const centred = ops.sub(directions, ops.mean(directions, -1, true));
      return head(ops, config, ops.mul(centred, ops.weight(`${names.norm}.weight`)));
    },
  };
}
