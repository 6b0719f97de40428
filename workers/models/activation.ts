import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";

/** The MLP's activation function as the configuration names it. */
export function activate<T>(ops: Ops<T>, { activation, family }: LanguageModelConfig, x: T): T {
  switch (activation) {
    case "gelu-tanh":
      return ops.gelu(x, "tanh");
    case "gelu-erf":
      return ops.gelu(x, "erf");
    case "relu":
      return ops.relu(x);
    case "silu":
      return ops.silu(x);
    case undefined:
      throw new FeaturescopeError(
        "BAD_INPUT",
        `The configuration of this ${family} model names no activation function.`,
        "Add the model again.",
      );
  }
}
