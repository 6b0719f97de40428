/** Settings of a GGUF header that several architectures have, as part of a model's configuration. */
import type { LanguageModelConfig } from "@/domain/models";
import { readContext } from "../configs/common";
import { everyLayer } from "../configs/windows";
import type { GgufSettings } from "./settings";

/** What the rest of the file says. */
export interface GgufParts {
  vocabulary: number;
  tiedHead: boolean;
  ropeScaling: LanguageModelConfig["ropeScaling"];
  /** Of matrices that have them in some models of a family. */
  biases: LanguageModelConfig["biases"];
}

/** All of a configuration but its tokens. */
export type GgufShape = Omit<LanguageModelConfig, "bos" | "eos">;

/** Sizes that all of them have. */
function sizes(settings: GgufSettings, parts: GgufParts) {
  const heads = settings.size("attention.head_count");
  const stated = settings.has("vocab_size") ? settings.size("vocab_size") : parts.vocabulary;
  if (stated !== parts.vocabulary)
    throw settings.corrupt(
      `its vocabulary has ${stated} tokens by its settings, ${parts.vocabulary} by its embeddings`,
    );
  settings.value("rope.scaling.finetuned"); // says how it was trained
  return {
    layers: settings.size("block_count"),
    width: settings.size("embedding_length"),
    hidden: settings.size("feed_forward_length"),
    heads,
    kvHeads: settings.size("attention.head_count_kv", heads),
    vocabulary: parts.vocabulary,
    tiedHead: parts.tiedHead,
  };
}

interface GatedOptions {
  defaultTheta?: number;
  /** A part of each head may be rotated. */
  partly?: boolean;
  norms?: "rms" | "layer";
}

/** Llama and its relatives: norms, rotary attention, gated MLP. */
export function gatedShape(
  family: LanguageModelConfig["family"],
  settings: GgufSettings,
  parts: GgufParts,
  { defaultTheta = 10_000, partly = false, norms = "rms" }: GatedOptions = {},
): GgufShape {
  const all = sizes(settings, parts);
  const plain = all.width / all.heads;
  const headWidth = settings.size("attention.key_length", plain);
  if (settings.size("attention.value_length", headWidth) !== headWidth)
    throw settings.unsupported("another width of keys than of values");
  const rotated = settings.size("rope.dimension_count", headWidth);
  if (rotated !== headWidth && !partly) throw settings.unsupported("rotation of a part of each head");
  return {
    family,
    ...all,
    headWidth: headWidth === plain ? undefined : headWidth,
    context: readContext(settings.size("context_length")),
    normEps: settings.positive(`attention.layer_norm${norms === "rms" ? "_rms" : ""}_epsilon`),
    ropeTheta: settings.positive("rope.freq_base", defaultTheta),
    ropeScaling: parts.ropeScaling,
    ...(rotated === headWidth ? {} : { rotatedWidth: rotated }),
    ...(parts.biases ? { biases: parts.biases } : {}),
  };
}

/** Every `period`-th layer sees everything, the others only a window. */
export function windowPattern(
  { layers, context }: GgufShape,
  settings: GgufSettings,
  period: number,
  ropeTheta?: number,
) {
  const size = settings.size("attention.sliding_window");
  if (size >= context && ropeTheta === undefined) return undefined;
  const local = everyLayer(layers).filter((layer) => (layer + 1) % period !== 0);
  return { size, layers: local, ...(ropeTheta === undefined ? {} : { ropeTheta }) };
}

/** Gemma's files do not say what divides the scores; llama.cpp knows the one model of each that differs by its depth. */
export const gemmaScale = ({ layers, width, heads, headWidth }: GgufShape, largest: number) =>
  (layers === largest ? width / heads : (headWidth ?? width / heads)) ** -0.5;

/** Models with LayerNorm, whose activation the files do not name. */
export function layerNormed(settings: GgufSettings, parts: GgufParts) {
  return { ...sizes(settings, parts), normEps: settings.positive("attention.layer_norm_epsilon") };
}
