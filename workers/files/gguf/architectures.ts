/** The architectures that llama.cpp writes and that are computed here: settings, names of tensors, and what it changed. */
import { readContext } from "../configs/common";
import { everyLayer, windowOf } from "../configs/windows";
import type { GgufSettings } from "./settings";
import { gatedShape, gemmaScale, layerNormed, windowPattern, type GgufParts, type GgufShape } from "./shapes";
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

export interface GgufArchitecture {
  shape: (settings: GgufSettings, parts: GgufParts) => GgufShape;
  names: TensorNames;
}

/** SmolLM3's files do not say which layers rotate: every fourth does not. */
const SMOLLM3_PERIOD = 4;

export const GGUF_ARCHITECTURES: Readonly<Record<string, GgufArchitecture>> = {
  // Mistral's and SmolLM's too. Rows of q and k are in the order in which neighbours are rotated together.
  llama: {
    shape: (settings, parts) => ({ ...gatedShape("llama", settings, parts), ropeInterleaved: true }),
    names: gatedNames,
  },
  smollm3: {
    shape(settings, parts) {
      const shape = gatedShape("llama", settings, parts, { defaultTheta: 2_000_000 });
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
    shape: (settings, parts) => gatedShape("qwen2", settings, { ...parts, biases: undefined }),
    names: gatedNames,
  },
  qwen3: { shape: (settings, parts) => gatedShape("qwen3", settings, parts), names: gatedNames },
  qwen3moe: {
    shape(settings, parts) {
      const shape = gatedShape("qwen3", settings, parts);
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
      const shape = gatedShape("phi3", settings, parts, { partly: true });
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
  olmo2: { shape: (settings, parts) => gatedShape("olmo2", settings, parts), names: olmo2Names },
  stablelm: {
    shape(settings, parts) {
      if (settings.value("use_parallel_residual") !== false)
        throw settings.unsupported("use_parallel_residual of StableLM");
      return gatedShape("stablelm", settings, parts, { partly: true, norms: "layer" });
    },
    names: gatedNames,
  },
  gemma: {
    shape: (settings, parts) => ({ ...gatedShape("gemma", settings, parts), activation: "gelu-tanh" }),
    names: gemmaNames,
  },
  gemma2: {
    shape(settings, parts) {
      const shape = gatedShape("gemma2", settings, parts);
      return {
        ...shape,
        window: windowPattern(shape, settings, settings.size("attention.sliding_window_pattern", 2)),
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
      const shape = gatedShape("gemma3", settings, parts, { defaultTheta: 1_000_000 });
      const localTheta = settings.positive("rope.freq_base_swa", 10_000);
      return {
        ...shape,
        window: windowPattern(
          shape,
          settings,
          settings.size("attention.sliding_window_pattern", 6),
          localTheta,
        ),
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
