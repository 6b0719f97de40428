/** Names of GGUF tensors as Hugging Face's, and what llama.cpp's converter did to their numbers, undone. */
import type { LanguageModelConfig } from "@/domain/models";

/** Numbers as they are stored, rows first -> as the family wants them. */
type Change = (data: Float32Array, shape: readonly number[], config: LanguageModelConfig) => Float32Array;

export interface TensorName {
  /** With EXPERT in it for a stack of one matrix an expert. */
  name: string;
  /** What it does to the shape, where that changes. */
  transposed?: boolean;
  change?: Change;
}

/** The name of a stored tensor; null for one that none of the families knows. */
export type TensorNames = (stored: string) => TensorName | null;

/** Stands for an expert's number in the name of a stack. */
export const EXPERT = "{expert}";

/** A table of names without ".weight" and ".bias", with those of a layer after "blk.N." apart. */
function table(
  whole: Readonly<Record<string, string>>,
  layer: { at: string; names: Readonly<Record<string, string>> },
  changeOf: (stored: string, part: string) => Omit<TensorName, "name"> = () => ({}),
): TensorNames {
  return (stored) => {
    const [, number, base = "", part = ""] = /^(?:blk\.(\d+)\.)?(.+)\.(weight|bias)$/.exec(stored) ?? [];
    const names = number === undefined ? whole : layer.names;
    if (!Object.hasOwn(names, base)) return null;
    const at = number === undefined ? "" : `${layer.at}.${Number(number)}.`;
    return { name: `${at}${names[base] ?? ""}.${part}`, ...changeOf(base, part) };
  };
}

const GATED = { token_embd: "model.embed_tokens", output_norm: "model.norm", output: "lm_head" };
const GATED_LAYER = {
  attn_norm: "input_layernorm",
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  attn_q_norm: "self_attn.q_norm",
  attn_k_norm: "self_attn.k_norm",
  ffn_norm: "post_attention_layernorm",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
  ffn_gate_inp: "mlp.gate",
  ffn_gate_exps: `mlp.experts.${EXPERT}.gate_proj`,
  ffn_up_exps: `mlp.experts.${EXPERT}.up_proj`,
  ffn_down_exps: `mlp.experts.${EXPERT}.down_proj`,
};
export const gatedNames = table(GATED, { at: "model.layers", names: GATED_LAYER });

/** One matrix holds q, k and v, another gate and up. */
const PHI3_LAYER = { ...GATED_LAYER, attn_qkv: "self_attn.qkv_proj", ffn_up: "mlp.gate_up_proj" };
export const phi3Names = table(GATED, { at: "model.layers", names: PHI3_LAYER });

const BEHIND = {
  post_attention_norm: "post_attention_layernorm",
  post_ffw_norm: "post_feedforward_layernorm",
};
export const olmo2Names = table(GATED, { at: "model.layers", names: { ...GATED_LAYER, ...BEHIND } });

/** Norms are stored as 1 + weight. */
const lessOne: Change = (data) => data.map((value) => value - 1);
const gemmaTable = (names: Readonly<Record<string, string>>) =>
  table(GATED, { at: "model.layers", names }, (stored) =>
    stored.endsWith("norm") ? { change: lessOne } : {},
  );
export const gemmaNames = gemmaTable(GATED_LAYER);
export const gemma2Names = gemmaTable({ ...GATED_LAYER, ...BEHIND, ffn_norm: "pre_feedforward_layernorm" });

const GPT2 = {
  token_embd: "transformer.wte",
  position_embd: "transformer.wpe",
  output_norm: "transformer.ln_f",
  output: "lm_head",
};
const GPT2_LAYER = {
  attn_norm: "ln_1",
  attn_qkv: "attn.c_attn",
  attn_output: "attn.c_proj",
  ffn_norm: "ln_2",
  ffn_up: "mlp.c_fc",
  ffn_down: "mlp.c_proj",
};
const GPT2_MATRICES = ["attn_qkv", "attn_output", "ffn_up", "ffn_down"];
const transpose: Change = (data, [rows = 0, columns = 0]) => {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column] ?? 0;
  return turned;
};
/** GPT-2's matrices are [in, out] at home, [out, in] in GGUF. */
export const gpt2Names = table(GPT2, { at: "transformer.h", names: GPT2_LAYER }, (stored, part) =>
  part === "weight" && GPT2_MATRICES.includes(stored) ? { change: transpose, transposed: true } : {},
);

const NEOX = {
  token_embd: "gpt_neox.embed_in",
  output_norm: "gpt_neox.final_layer_norm",
  output: "embed_out",
};
const NEOX_LAYER = {
  attn_norm: "input_layernorm",
  attn_qkv: "attention.query_key_value",
  attn_output: "attention.dense",
  ffn_norm: "post_attention_layernorm",
  ffn_up: "mlp.dense_h_to_4h",
  ffn_down: "mlp.dense_4h_to_h",
};
/** [3, heads, head width] -> [heads, 3, head width], for weights and biases. */
const byHead: Change = (data, _, { heads }) => {
  const head = data.length / 3 / heads;
  const turned = new Float32Array(data.length);
  for (let part = 0; part < 3; part++)
    for (let h = 0; h < heads; h++)
      turned.set(
        data.subarray((part * heads + h) * head, (part * heads + h + 1) * head),
        (3 * h + part) * head,
      );
  return turned;
};
export const gptNeoxNames = table(NEOX, { at: "gpt_neox.layers", names: NEOX_LAYER }, (stored) =>
  stored === "attn_qkv" ? { change: byHead } : {},
);
