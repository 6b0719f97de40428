/** The configuration of a language model from the header of its GGUF file. */
import { z } from "zod";
import { languageModelConfig, type LanguageModelConfig } from "@/domain/models";
import type { ByteSource } from "../byte-source";
import { checkHeads } from "../configs/common";
import { GGUF_ARCHITECTURES, type GgufArchitecture } from "./architectures";
import type { GgufHeader } from "./header";
import { readGgufTensor } from "./read-tensor";
import { GgufSettings } from "./settings";
import { specialTokens } from "./special-tokens";

export const EMBEDDINGS = "token_embd.weight";
const HEAD = "output.weight";
/** What every frequency of the rotation is divided by: of Llama 3.1 and later, and LongRoPE's within the first context. */
const ROPE_FACTORS = ["rope_freqs.weight", "rope_factors_short.weight"];
/** Tensors that are part of the configuration, or of texts that are longer than any here. */
export const ROPE_TENSORS = [...ROPE_FACTORS, "rope_factors_long.weight"];

/** Biases that some models of a family have, by a tensor of each. */
const BIASES = [
  ["qkv", "blk.0.attn_q.bias"],
  ["attention-out", "blk.0.attn_output.bias"],
  ["mlp", "blk.0.ffn_up.bias"],
] as const;

/** The architecture that a header names. Throws UNSUPPORTED for another one, or for one part of several. */
export function architectureOf(
  header: GgufHeader,
  file: string,
): { settings: GgufSettings; architecture: GgufArchitecture } {
  const name = header.settings.get("general.architecture");
  const settings = new GgufSettings(header.settings, String(name), file);
  if (typeof name !== "string") throw settings.corrupt('"general.architecture" is missing');
  const parts = header.settings.get("split.count");
  if (typeof parts === "number" && parts > 1)
    throw settings.unsupported(
      `one of ${parts} parts of a model (join them with llama-gguf-split --merge), which`,
    );
  const architecture = Object.hasOwn(GGUF_ARCHITECTURES, name) ? GGUF_ARCHITECTURES[name] : undefined;
  if (!architecture) throw settings.unsupported(`the architecture "${name}"`);
  return { settings, architecture };
}

/** Throws CORRUPT_FILE for missing or impossible settings, UNSUPPORTED for what would change the numbers and is not done. */
export async function readGgufConfig(header: GgufHeader, source: ByteSource): Promise<LanguageModelConfig> {
  const { settings, architecture } = architectureOf(header, source.name);
  const embeddings = header.tensors.find(({ name }) => name === EMBEDDINGS);
  if (!embeddings) throw settings.corrupt(`tensor "${EMBEDDINGS}" is missing`);
  const names = new Set(header.tensors.map(({ name }) => name));
  const biases = BIASES.filter(([, name]) => names.has(name)).map(([kind]) => kind);
  const shape = architecture.shape(settings, {
    vocabulary: embeddings.shape[0] ?? 0,
    tiedHead: !names.has(HEAD),
    biases: biases.length > 0 ? biases : undefined,
    ropeScaling: await ropeScaling(header, settings, source),
  });
  settings.checkAllRead();
  try {
    return languageModelConfig.parse(
      checkHeads({ ...shape, ...specialTokens(header.settings, shape.vocabulary, source.name) }, source.name),
    );
  } catch (error) {
    throw error instanceof z.ZodError ? settings.corrupt(z.prettifyError(error)) : error;
  }
}

async function ropeScaling(
  header: GgufHeader,
  settings: GgufSettings,
  source: ByteSource,
): Promise<LanguageModelConfig["ropeScaling"]> {
  const kind = settings.value("rope.scaling.type") ?? "none";
  const linear = settings.has("rope.scale_linear") ? settings.positive("rope.scale_linear") : undefined;
  const factors = header.tensors.find(({ name }) => ROPE_FACTORS.includes(name));
  settings.value("rope.scaling.original_context_length"); // of linear scaling and of none it is only said
  if (kind === "linear" || (kind === "none" && linear !== undefined && linear !== 1)) {
    if (factors) throw settings.unsupported("linear scaling of the rotation together with factors");
    return { kind: "linear", factor: settings.positive("rope.scaling.factor", linear) };
  }
  if (kind !== "none") throw settings.unsupported(`scaling of the rotation of kind "${String(kind)}"`);
  if (settings.positive("rope.scaling.factor", 1) !== 1)
    throw settings.unsupported("a factor of the rotation without its kind");
  return factors
    ? { kind: "factors", factors: Array.from(await readGgufTensor(source, factors)) }
    : undefined;
}
