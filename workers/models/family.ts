import type { LanguageModelConfig } from "@/domain/models";
import type { Ops } from "../engine/ops";

/** Keys and values of one layer: [B, kvHeads, slots, head width] of that layer. */
export interface LayerCache<T> {
  keys: T;
  values: T;
}

export interface ForwardInputs<T> {
  /** Token ids [B, T]. */
  ids: T;
  /** Position of each token [B, T]; BOS is 0. */
  positions: T;
  /** Earlier tokens, one entry for each layer with keys of its own, and the bias over their slots [B, 1, 1, slots]. */
  past?: { layers: readonly LayerCache<T>[]; bias: T };
}

export interface ForwardOptions<T> {
  /**
   * Called at every hook point with the TransformerLens name; what it returns is what the model goes on with.
   * Returning the argument leaves the run unchanged.
   */
  hook?: (name: string, x: T) => T;
  /** Stop after this many layers; all of them when left out. */
  layers?: number;
}

export interface ForwardOutputs<T> {
  /** Residual stream after the last layer that ran, [B, T, D]. */
  residual: T;
  /**
   * Keys (after rotation) and values of the new tokens, one entry for each layer with keys of its own:
   * [B, T, kvHeads * head width].
   */
  fresh: LayerCache<T>[];
}

/** A model family: two functions from tokens to hook points and from the residual stream to logits, on Ops. */
export interface Family {
  forward<T>(
    ops: Ops<T>,
    config: LanguageModelConfig,
    inputs: ForwardInputs<T>,
    options?: ForwardOptions<T>,
  ): ForwardOutputs<T>;
  /** Final norm and output head: [B, T, D] -> [B, T, V]. */
  unembed<T>(ops: Ops<T>, config: LanguageModelConfig, residual: T): T;
  /**
   * What directions [N, D] of the residual stream add to the logits, the final norm's division left out: [N, V].
   */
  project<T>(ops: Ops<T>, config: LanguageModelConfig, directions: T): T;
  /**
   * What directions [N, width of attn.hook_z] of a layer's attention write into the residual stream: [N, D].
   */
  fromAttention<T>(ops: Ops<T>, config: LanguageModelConfig, layer: number, directions: T): T;
  /** Names (Hugging Face's) and shapes of every weight that the functions above name. */
  weightShapes(config: LanguageModelConfig): Map<string, number[]>;
}
