/** In what a family of gated decoders differs from Llama. */
export interface GatedTraits {
  /** q, k and v have biases in every model. */
  qkvBias?: boolean;
  /** Queries and keys are brought to unit mean square before they are rotated: each head by itself, or all heads as one. */
  queryNorms?: "heads" | "whole";
  /** Each head's values are brought to unit mean square. */
  valueNorms?: boolean;
  /** Whether norms stand before attention and MLP, behind them, or around them. */
  norms?: "before" | "after" | "around";
  /** Norms take the mean away and have biases (LayerNorm). */
  centredNorms?: boolean;
  /** Norms multiply by 1 + weight. */
  unitOffset?: boolean;
  /** Embeddings are multiplied by sqrt(width). */
  scaledEmbeddings?: boolean;
  /** What a block leaves in the stream is multiplied by a number of its own. */
  scaledLayers?: boolean;
  /** One matrix holds q, k and v, and another gate and up. */
  fused?: boolean;
  /** Every head has an attention sink. */
  sinks?: boolean;
  /** Mixtures as GPT-OSS has them: a router with biases, and experts whose gates and values are held within limits. */
  clampedExperts?: boolean;
}

/** Names of a layer's norms, without ".weight"; undefined where there is none. */
export interface GatedNorms {
  beforeAttention?: string;
  afterAttention?: string;
  beforeMlp?: string;
  afterMlp?: string;
}

const NORMS: Readonly<Record<NonNullable<GatedTraits["norms"]>, GatedNorms>> = {
  before: { beforeAttention: "input_layernorm", beforeMlp: "post_attention_layernorm" },
  after: { afterAttention: "post_attention_layernorm", afterMlp: "post_feedforward_layernorm" },
  around: {
    beforeAttention: "input_layernorm",
    afterAttention: "post_attention_layernorm",
    beforeMlp: "pre_feedforward_layernorm",
    afterMlp: "post_feedforward_layernorm",
  },
};

export const gatedNorms = ({ norms = "before" }: GatedTraits): GatedNorms => NORMS[norms];

/** What stands before every name of a layer. */
export const layerPrefix = (layer: number): string => `model.layers.${layer}`;
export const FINAL_NORM = "model.norm";
