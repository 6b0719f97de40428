/**
 * Every entry of config.json that transformers' code reads (tests/golden/make_config_fields.py) is read here too: another
 * value gives another model, or is refused. Those of which it is known that they change no number are listed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FeaturescopeError } from "@/domain/errors";
import { PROJECT_ROOT } from "@/domain/project-root";
import { parseModelConfig } from "@/workers/files/model-config";
import { GOLDEN_MODELS } from "./golden-models";

const GOLDEN = join(PROJECT_ROOT, "tests/golden");
const read = (path: string) =>
  JSON.parse(readFileSync(join(GOLDEN, path), "utf8")) as Record<string, unknown>;
const FIELDS = read("config-fields.json") as Record<string, string[]>;

/** Of training, of other heads than the one that gives logits, of pictures, of what is returned; and padding, of which there is none. */
const WITHOUT_EFFECT = new Set([
  ...["attention_dropout", "attn_pdrop", "embd_pdrop", "embed_dropout", "hidden_dropout", "resid_dropout"],
  ...["resid_pdrop", "initializer_range", "router_aux_loss_coef", "classifier_dropout", "num_labels"],
  ...["problem_type", "summary_activation", "summary_first_dropout", "summary_last_dropout", "summary_type"],
  ...["summary_proj_to_labels", "summary_use_proj", "output_attentions", "output_hidden_states"],
  ...[
    "output_router_logits",
    "use_cache",
    "use_return_dict",
    "pad_token_id",
    "is_decoder",
    "attn_implementation",
  ],
  ...["get_text_config", "image_token_id", "mm_tokens_per_image", "text_config", "vision_config"],
  "reorder_and_upcast_attn", // in which precision scores are computed, which is one here
]);
/** Read by code that the family's language model does not run. */
const ELSEWHERE: Readonly<Record<string, string[]>> = {
  gpt_neox: ["rms_norm_eps"],
  gpt2: ["hidden_dropout"],
  stablelm: ["n_positions"],
  gemma4_unified: [
    ...["output_proj_dims", "model_patch_size", "mm_embed_dim", "mm_posemb_size", "default_theta"],
    ...[
      "audio_config",
      "audio_token_id",
      "video_token_id",
      "json",
      "kv_sharing_modes",
      "standardize_rope_params",
    ],
  ],
  gemma4: [
    // what sees pictures and hears
    ...["attention_chunk_size", "attention_context_left", "attention_context_right", "conv_kernel_size"],
    ...["attention_invalid_logits_value", "attention_logit_cap", "gradient_clipping", "hidden_act"],
    ...[
      "output_proj_dims",
      "patch_size",
      "pooling_kernel_size",
      "position_embedding_size",
      "residual_weight",
    ],
    ...["standardize", "subsampling_conv_channels", "use_clipped_linears", "default_theta"],
    ...["audio_config", "audio_token_id", "video_token_id"],
    // of mixtures, which enable_moe_block is refused for
    ...["moe_intermediate_size", "num_experts", "top_k_experts"],
    // functions, and a file's name
    ...["json", "kv_sharing_modes", "standardize_rope_params"],
  ],
};
/** Other names that configurations have for what the code calls otherwise. */
const NAMES: Readonly<Record<string, Record<string, string>>> = {
  gpt2: {
    hidden_size: "n_embd",
    num_attention_heads: "n_head",
    num_hidden_layers: "n_layer",
    max_position_embeddings: "n_positions",
  },
  gpt_neo: { num_attention_heads: "num_heads", num_hidden_layers: "num_layers" },
};
/** Without which another field has no effect in the reference either. */
const BASE: Readonly<Record<string, object>> = {
  qwen2: { use_sliding_window: true, sliding_window: 4, layer_types: null, max_window_layers: 1 },
  qwen3: {
    use_sliding_window: true,
    sliding_window: 4,
    layer_types: ["sliding_attention", "full_attention", "full_attention"],
  },
  qwen3_moe: { use_sliding_window: true, sliding_window: 4 },
};
const OTHER: Readonly<Record<string, unknown>> = {
  rope_scaling: { rope_type: "linear", factor: 3 },
  partial_rotary_factor: 0.25,
  rotary_pct: 0.75,
  head_dim: 2,
  sliding_window: 3,
  n_inner: 7,
  num_key_value_heads: 1,
  num_attention_heads: 1,
  attn_logit_softcapping: 7,
  final_logit_softcapping: 7,
  mlp_only_layers: [1],
  no_rope_layers: [0, 0, 1],
  layer_types: ["full_attention", "full_attention", "sliding_attention", "sliding_attention"],
  attention_layers: ["local", "local", "local", "global"],
  hidden_act: "relu",
  hidden_activation: "relu",
  activation_function: "relu",
};

function another(field: string, value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (Object.hasOwn(OTHER, field) && JSON.stringify(OTHER[field]) !== JSON.stringify(value))
    return OTHER[field];
  return typeof value === "number" ? 2 * value : true;
}

const configured = (type: string) => {
  const folder = type.replaceAll("_", "-");
  return { ...read(`models/${folder}/config.json`), ...BASE[type] };
};
const parsed = (config: unknown): unknown => {
  try {
    return parseModelConfig(config, "config.json");
  } catch (error) {
    if (error instanceof FeaturescopeError) return error.message;
    throw error;
  }
};

describe.each(Object.keys(FIELDS))("config.json of %s", (type) => {
  const config = configured(type) as Record<string, unknown>;
  const fields = (FIELDS[type] ?? []).filter(
    (field) =>
      !WITHOUT_EFFECT.has(field) &&
      !ELSEWHERE[type]?.includes(field) &&
      // of LongRoPE alone
      (field !== "original_max_position_embeddings" || type === "phi3"),
  );

  test.each(fields)("%s counts, or is refused", (field) => {
    const name = NAMES[type]?.[field] ?? field;
    const before = parsed(config);
    expect(before).toMatchObject({ layers: expect.any(Number) as number });
    expect(parsed({ ...config, [name]: another(field, config[name]) })).not.toEqual(before);
  });
});

test("every family that there is a fixture of is looked at", () => {
  const types = GOLDEN_MODELS.map((name) => String(read(`models/${name}/config.json`).model_type));
  expect(Object.keys(FIELDS)).toEqual(
    expect.arrayContaining(types.map((type) => type.replace(/_text$/, ""))),
  );
});

describe("what is refused by its name", () => {
  const refused = (type: string, more: object) => () =>
    parseModelConfig({ ...configured(type), ...more }, "config.json");
  test.each<[string, object, string]>([
    ["llama", { quantization_config: { quant_method: "gptq" } }, 'quantization_config (quant_method "gptq")'],
    ["qwen3", { layer_types: Array(3).fill("linear_attention") }, 'layer_types "linear_attention"'],
    ["gemma3", { layer_types: ["full_attention"] }, "layer_types for 1 of 3 layers"],
    ["gemma2", { use_bidirectional_attention: true }, "use_bidirectional_attention"],
    [
      "gemma",
      { hidden_activation: "relu" },
      'hidden_activation "relu" beside hidden_act "gelu_pytorch_tanh"',
    ],
    ["llama", { partial_rotary_factor: 0.5 }, "partial_rotary_factor 0.5 in this family"],
    ["llama", { rope_scaling: { rope_type: "ntk-by-parts", factor: 2 } }, 'rope_scaling "ntk-by-parts"'],
    ["llama", { rope_scaling: { rope_type: "yarn" } }, 'rope_scaling "yarn" without factor'],
    ["llama", { rope_scaling: { type: "dynamic", alpha: 1000 } }, 'rope_scaling "dynamic" with alpha 1000'],
    ["stablelm", { qk_layernorm: true }, "qk_layernorm of StableLM"],
    ["gpt2", { add_cross_attention: true }, "add_cross_attention"],
    ["phi3", { attention_bias: true }, "attention_bias of Phi-3"],
    ["qwen3_moe", { num_experts_per_tok: 6 }, "num_experts_per_tok 6 of 5 experts"],
    ["qwen3_moe", { num_local_experts: 4 }, "num_local_experts 4 beside num_experts 5"],
    ["gemma4", { enable_moe_block: true }, "enable_moe_block (a mixture of experts beside the MLP)"],
    ["gemma4", { use_bidirectional_attention: "all" }, "use_bidirectional_attention"],
    ["gemma4", { layer_types: Array(8).fill("full_attention") }, "layer_types for 8 of 7 layers"],
    [
      "gemma4",
      { num_kv_shared_layers: 6 },
      "num_kv_shared_layers 6 without a layer of full_attention before them",
    ],
    [
      "gemma4",
      {
        per_layer_config: null,
        num_kv_shared_layers: 6,
        layer_types: ["full_attention", ...Array<string>(6).fill("sliding_attention")],
      },
      "num_kv_shared_layers 6 without a layer of sliding_attention before them",
    ],
    ["gemma4", { vocab_size_per_layer_input: 50 }, "vocab_size_per_layer_input 50 for a vocabulary of 53"],
    ["gemma4", { per_layer_config: { 1: { sliding_window: 2 } } }, "per_layer_config with sliding_window"],
    ["gemma4", { per_layer_config: { 9: { head_dim: 16 } } }, 'per_layer_config of a layer "9"'],
    [
      "gemma4",
      { per_layer_config: { 1: { head_dim: 16 } } },
      "per_layer_config in which layer 1 differs from others of its kind",
    ],
    ...(
      [
        [{ rope_type: "yarn", factor: 4 }, 'rope_type "yarn" in this family'],
        [{ rope_type: "linear" }, 'rope_type "linear" without factor'],
        [{ partial_rotary_factor: 0.5 }, 'partial_rotary_factor 0.5 with rope_type "default"'],
      ] as const
    ).map(([scaled, what]): [string, object, string] => [
      "gemma4",
      {
        rope_parameters: {
          full_attention: { rope_theta: 5000, ...scaled },
          sliding_attention: { rope_type: "default", rope_theta: 100 },
        },
      },
      what,
    ]),
    ["gpt_oss", { num_experts_per_tok: 6 }, "num_experts_per_tok 6 of 5 experts"],
    ["gpt_oss", { experts_per_token: 4 }, "experts_per_token 4 beside num_experts_per_tok 2"],
    ["gpt_oss", { swiglu_limit: 8 }, "swiglu_limit 8"],
    ["gpt_oss", { swiglu_alpha: 1 }, "swiglu_alpha 1"],
    ["gpt_oss", { hidden_act: "relu" }, 'hidden_act "relu" of GPT-OSS'],
    [
      "gpt_oss",
      { quantization_config: { quant_method: "gptq" } },
      'quantization_config (quant_method "gptq")',
    ],
    [
      "llama",
      { quantization_config: { quant_method: "mxfp4" } },
      'quantization_config (quant_method "mxfp4")',
    ],
    ["llama", { quantization_config: { bits: 4 } }, 'quantization_config (quant_method "undefined")'],
    [
      "gemma3",
      {
        rope_scaling: null,
        rope_parameters: {
          full_attention: { rope_type: "default", rope_theta: 5000 },
          sliding_attention: { rope_type: "yarn", factor: 4, rope_theta: 100 },
        },
      },
      'rope_type "yarn" in layers with a window',
    ],
  ])("%s with %j", (type, more, what) => {
    expect(refused(type, more)).toThrow(`config.json: ${what} is not supported.`);
  });
});

describe("what the reference takes for granted", () => {
  const parse = (type: string, more: object) =>
    parseModelConfig({ ...configured(type), ...more }, "config.json");
  test("soft caps of Gemma 2 where nothing is said, and none where null is", () => {
    const unsaid = { attn_logit_softcapping: undefined, final_logit_softcapping: undefined };
    expect(parse("gemma2", unsaid)).toMatchObject({ attentionCap: 50, logitCap: 30 });
    expect(parse("gemma3", unsaid).attentionCap).toBeUndefined();
    const none = parse("gemma2", { attn_logit_softcapping: null, final_logit_softcapping: null });
    expect([none.attentionCap, none.logitCap]).toEqual([undefined, undefined]);
  });

  test("windows only where a family has them", () => {
    expect(parse("llama", { sliding_window: 4 }).window).toBeUndefined();
    expect(parse("qwen2", { use_sliding_window: undefined }).window).toBeUndefined();
    expect(parse("qwen2", {}).window).toEqual({ size: 4, layers: [1, 2] });
    expect(parse("mistral", { sliding_window: 4, layer_types: ["full_attention"] }).window?.layers).toEqual([
      0, 1, 2,
    ]);
  });

  test("scaling of the rotation in layers with a window", () => {
    const rope_parameters = {
      full_attention: { rope_type: "default", rope_theta: 5000 },
      sliding_attention: { rope_type: "linear", factor: 4, rope_theta: 100 },
    };
    const config = parse("gemma3", { rope_scaling: null, rope_parameters });
    expect(config.window).toMatchObject({ ropeTheta: 100, ropeScaling: { kind: "linear", factor: 4 } });
    expect(config.ropeScaling).toBeUndefined();
  });

  test("Gemma 4 as it is published, and under text_config", () => {
    const { per_layer_config: _, ...published } = configured("gemma4") as Record<string, unknown>;
    const whole = parseModelConfig(configured("gemma4"), "config.json");
    const text_config = { ...published, global_head_dim: 16 };
    expect(parseModelConfig(text_config, "config.json")).toEqual(whole);
    expect(parseModelConfig({ model_type: "gemma4", text_config }, "config.json")).toEqual(whole);
    expect(whole.globalHeads).toEqual({ headWidth: 16, kvHeads: 2, keysAsValues: false });
    // the count of key heads is said of models whose keys are the values, too
    const heads = { num_global_key_value_heads: 1, per_layer_config: undefined, global_head_dim: 16 };
    expect(parse("gemma4", heads)).toEqual(whole);
    expect(parse("gemma4", { ...heads, attention_k_eq_v: true }).globalHeads).toEqual({
      ...{ headWidth: 16, kvHeads: 1, keysAsValues: true },
    });
  });

  test("Gemma 4's layers and rotations where nothing is said, and none without a window at the end", () => {
    const unsaid = {
      layer_types: null,
      rope_parameters: null,
      num_kv_shared_layers: 0,
      per_layer_config: null,
    };
    expect(parse("gemma4", unsaid)).toMatchObject({
      ropeTheta: 1_000_000,
      ropeScaling: { kind: "proportional", share: 0.25, factor: 1 },
      window: { size: 4, layers: [0, 1, 2, 3, 4], ropeTheta: 10_000 },
      globalHeads: { headWidth: 512 },
    });
    const local = { ...unsaid, layer_types: Array(7).fill("sliding_attention") };
    expect(parse("gemma4", local).window?.layers).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("texts under LongRoPE are no longer than its first context", () => {
    expect(parse("phi3", {}).context).toBe(16);
    expect(parse("phi3", { original_max_position_embeddings: 64 }).context).toBe(64);
  });

  test("what the published files of GPT-OSS say, and the rotation and first token that others leave out", () => {
    const yarn = { rope_type: "yarn", beta_fast: 32, beta_slow: 1, factor: 32, truncate: false };
    const published = {
      ...{ model_type: "gpt_oss", num_hidden_layers: 4, hidden_size: 2880, intermediate_size: 2880 },
      ...{ num_attention_heads: 64, num_key_value_heads: 8, head_dim: 64, vocab_size: 201_088 },
      ...{ num_local_experts: 32, num_experts_per_tok: 4, experts_per_token: 4, swiglu_limit: 7 },
      ...{ max_position_embeddings: 131_072, initial_context_length: 4096, sliding_window: 128 },
      rope_theta: 150_000,
      rope_scaling: { ...yarn, original_max_position_embeddings: 4096 },
      eos_token_id: 200_002,
      quantization_config: { quant_method: "mxfp4", modules_to_not_convert: ["lm_head"] },
    };
    const config = parseModelConfig(published, "config.json");
    expect(config).toMatchObject({
      ...{
        bos: 199_998,
        eos: 200_002,
        context: 2048,
        headWidth: 64,
        biases: ["mlp", "qkv", "attention-out"],
      },
      window: { size: 128, layers: [0, 2] },
      experts: { layers: [0, 1, 2, 3], count: 32, active: 4, hidden: 2880, normalised: true },
    });
    expect(config.ropeMagnitude).toBeCloseTo(0.1 * Math.log(32) + 1, 12);
    const unsaid = { ...published, rope_scaling: undefined, rope_theta: undefined };
    expect(parseModelConfig(unsaid, "config.json")).toEqual(config);
    const none = parseModelConfig({ ...published, rope_scaling: null }, "config.json");
    expect([none.ropeScaling, none.ropeMagnitude]).toEqual([undefined, undefined]);
  });
});
