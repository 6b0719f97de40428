/** The architectures that llama.cpp writes and that are computed here: settings, names of tensors, and what it changed. */
import type { LanguageModelConfig } from "@/domain/models";
import { readContext } from "../configs/common";
import { everyLayer, windowOf } from "../configs/windows";
import type { GgufSettings } from "./settings";
import {
  gatedNames,
  gemma2Names,
  gemmaNames,
  gptNeoxNames,
  gpt2Names,
  olmo2Names,
  phi3Names,
  type TensorNames,
} from "./tensor-names";

/** What the rest of the file says. */
export interface GgufParts {
  vocabulary: number;
  tiedHead: boolean;
  ropeScaling: LanguageModelConfig["ropeScaling"];
  /** Of matrices that have them in some models of a family. */
  biases: LanguageModelConfig["biases"];
}

/** All of a configuration but its tokens. */
type Shape = Omit<LanguageModelConfig, "bos" | "eos">;

export interface GgufArchitecture {
  shape: (settings: GgufSettings, parts: GgufParts) => Shape;
  names: TensorNames;
}

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
function gated(
  family: LanguageModelConfig["family"],
  settings: GgufSettings,
  parts: GgufParts,
  { defaultTheta = 10_000, partly = false, norms = "rms" }: GatedOptions = {},
): Shape {
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
function windowed({ layers, context }: Shape, settings: GgufSettings, period: number, ropeTheta?: number) {
  const size = settings.size("attention.sliding_window");
  if (size >= context && ropeTheta === undefined) return undefined;
  const local = everyLayer(layers).filter((layer) => (layer + 1) % period !== 0);
  return { size, layers: local, ...(ropeTheta === undefined ? {} : { ropeTheta }) };
}

/** Gemma's files do not say what divides the scores; llama.cpp knows the one model of each that differs by its depth. */
const gemmaScale = ({ layers, width, heads, headWidth }: Shape, largest: number) =>
  (layers === largest ? width / heads : (headWidth ?? width / heads)) ** -0.5;

/** Models with LayerNorm, whose activation the files do not name. */
function layerNormed(settings: GgufSettings, parts: GgufParts) {
  return { ...sizes(settings, parts), normEps: settings.positive("attention.layer_norm_epsilon") };
}

/** SmolLM3's files do not say which layers rotate: every fourth does not. */
const SMOLLM3_PERIOD = 4;

export const GGUF_ARCHITECTURES: Readonly<Record<string, GgufArchitecture>> = {
  // Mistral's and SmolLM's too. Rows of q and k are in the order in which neighbours are rotated together.
  llama: {
    shape: (settings, parts) => ({ ...gated("llama", settings, parts), ropeInterleaved: true }),
    names: gatedNames,
  },
  smollm3: {
    shape(settings, parts) {
      const shape = gated("llama", settings, parts, { defaultTheta: 2_000_000 });
      const unrotated = everyLayer(shape.layers).filter((layer) => (layer + 1) % SMOLLM3_PERIOD === 0);
      return {
        ...shape,
        ropeInterleaved: true,
        unrotated: unrotated.length > 0 ? unrotated : undefined,
      };
    },
    names: gatedNames,
  },
  // its biases of q, k and v are part of the family
  qwen2: {
    shape: (settings, parts) => gated("qwen2", settings, { ...parts, biases: undefined }),
    names: gatedNames,
  },
  qwen3: { shape: (settings, parts) => gated("qwen3", settings, parts), names: gatedNames },
  qwen3moe: {
    shape(settings, parts) {
      const shape = gated("qwen3", settings, parts);
      const count = settings.size("expert_count");
      const active = settings.size("expert_used_count");
      if (active > count) throw settings.corrupt(`${active} of ${count} experts are to be used`);
      // llama.cpp writes mixtures in every layer alone, and always brings the shares to a sum of 1
      const experts = { layers: everyLayer(shape.layers), count, active, normalised: true };
      return { ...shape, experts: { ...experts, hidden: settings.size("expert_feed_forward_length") } };
    },
    names: gatedNames,
  },
  phi3: {
    shape(settings, parts) {
      const shape = gated("phi3", settings, parts, { partly: true });
      // with LongRoPE's short factors, which hold for no longer texts
      const first = settings.size("rope.scaling.original_context_length", shape.context);
      const context = parts.ropeScaling?.kind === "factors" ? Math.min(shape.context, first) : shape.context;
      const magnitude = settings.positive("rope.scaling.attn_factor", 1);
      // 0 where there is none
      const window = settings.number("attention.sliding_window", 0);
      return {
        ...shape,
        context,
        ropeMagnitude: magnitude === 1 ? undefined : magnitude,
        window: windowOf(window, everyLayer(shape.layers), context),
      };
    },
    names: phi3Names,
  },
  olmo2: { shape: (settings, parts) => gated("olmo2", settings, parts), names: olmo2Names },
  stablelm: {
    shape(settings, parts) {
      if (settings.value("use_parallel_residual") !== false)
        throw settings.unsupported("use_parallel_residual of StableLM");
      return gated("stablelm", settings, parts, { partly: true, norms: "layer" });
    },
    names: gatedNames,
  },
  gemma: {
    shape: (settings, parts) => ({ ...gated("gemma", settings, parts), activation: "gelu-tanh" }),
    names: gemmaNames,
  },
  gemma2: {
    shape(settings, parts) {
      const shape = gated("gemma2", settings, parts);
      return {
        ...shape,
        window: windowed(shape, settings, settings.size("attention.sliding_window_pattern", 2)),
        attentionScale: gemmaScale(shape, 46),
        attentionCap: settings.optionalPositive("attn_logit_softcapping"),
        logitCap: settings.optionalPositive("final_logit_softcapping"),
        activation: "gelu-tanh",
      };
    },
    names: gemma2Names,
  },
  gemma3: {
    shape(settings, parts) {
      const shape = gated("gemma3", settings, parts, { defaultTheta: 1_000_000 });
      const localTheta = settings.positive("rope.freq_base_swa", 10_000);
      return {
        ...shape,
        window: windowed(shape, settings, settings.size("attention.sliding_window_pattern", 6), localTheta),
        attentionScale: gemmaScale(shape, 62),
        logitCap: settings.optionalPositive("final_logit_softcapping"),
        activation: "gelu-tanh",
      };
    },
    names: gemma2Names,
  },
  gpt2: {
    shape: (settings, parts) => ({
      family: "gpt2",
      ...layerNormed(settings, parts),
      context: settings.size("context_length"),
      activation: "gelu-tanh",
    }),
    names: gpt2Names,
  },
  gptneox: {
    shape: (settings, parts) => ({
      family: "gpt-neox",
      ...layerNormed(settings, parts),
      context: readContext(settings.size("context_length")),
      ropeTheta: settings.positive("rope.freq_base", 10_000),
      ropeScaling: parts.ropeScaling,
      rotatedWidth: settings.size("rope.dimension_count"),
      parallel: settings.value("use_parallel_residual") !== false,
      activation: "gelu-erf",
    }),
    names: gptNeoxNames,
  },
};
