"""Makes tests/golden/models: tiny random-weight models of every family, written and run by transformers.

Versions: requirements.txt. Run: python tests/golden/make_models.py [NAME ...]; with "expected" before the names the files
stay and only what is computed from them is written anew.
Version 5 makes those that version 4 does not know, and without names configurations of the others (configs-v5).
Each folder holds what save_pretrained wrote, and expected.safetensors: the token ids of two texts, and what the
reference computes for them in float32 at hook points (TransformerLens names) and as logits.
"""

import json
import os
import shutil
import sys

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import (
    AutoModelForCausalLM,
    Gemma2Config,
    Gemma3TextConfig,
    GemmaConfig,
    GPT2Config,
    GPTNeoConfig,
    GPTNeoXConfig,
    GptOssConfig,
    LlamaConfig,
    MistralConfig,
    Olmo2Config,
    Olmo3Config,
    Phi3Config,
    Qwen2Config,
    Qwen3Config,
    Qwen3MoeConfig,
    SmolLM3Config,
    StableLmConfig,
)

HERE = os.path.dirname(os.path.abspath(__file__))
VOCABULARY = 53
TOKENS = dict(vocab_size=VOCABULARY, bos_token_id=1, eos_token_id=2, pad_token_id=0)
LLAMA = dict(
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=3,
    num_attention_heads=6,
    num_key_value_heads=2,
    max_position_embeddings=64,
    **TOKENS,
)
GEMMA = {**LLAMA, "num_attention_heads": 4, "head_dim": 8, "query_pre_attn_scalar": 12, "sliding_window": 4}
LLAMA3 = dict(
    rope_type="llama3",
    factor=8.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=16,
)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=16, beta_fast=4.0, beta_slow=0.5)
LONGROPE = dict(type="longrope", short_factor=[1.3, 2.1], long_factor=[4.0, 7.5])
# the window hides some of the text, and half of the layers have one; widths are those of whole blocks of MXFP4
GPT_OSS = dict(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=4,
    num_attention_heads=6,
    num_key_value_heads=2,
    head_dim=8,
    num_local_experts=5,
    num_experts_per_tok=2,
    sliding_window=4,
    max_position_embeddings=64,
    rope_theta=500.0,
    rope_scaling={**YARN, "truncate": False},
    **TOKENS,
)
PUBLISHED = dict(
    head_dim=16,
    rope_theta=150.0,
    rope_scaling={**YARN, "beta_fast": 32.0, "beta_slow": 1.0, "truncate": False},
)
NEO = dict(hidden_size=24, max_position_embeddings=32, **TOKENS)

# name: configuration, how save_pretrained stores it, type of the stored weights
MODELS = {
    "gpt2": (GPT2Config(n_embd=24, n_layer=3, n_head=4, n_positions=32, **TOKENS), {}, torch.float32),
    "gpt-neo": (
        GPTNeoConfig(num_layers=4, num_heads=4, attention_types=[[["global", "local"], 2]], window_size=4, **NEO),
        {"safe_serialization": False},
        torch.float32,
    ),
    "gpt-neox": (
        GPTNeoXConfig(
            hidden_size=32,
            num_hidden_layers=3,
            num_attention_heads=4,
            intermediate_size=48,
            rotary_pct=0.25,
            max_position_embeddings=32,
            **TOKENS,
        ),
        {},
        torch.float16,
    ),
    "gpt-neox-serial": (
        GPTNeoXConfig(
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            rotary_pct=1.0,
            use_parallel_residual=False,
            max_position_embeddings=32,
            tie_word_embeddings=True,
            **TOKENS,
        ),
        {},
        torch.float32,
    ),
    "llama": (LlamaConfig(**LLAMA), {"max_shard_size": "12KB"}, torch.float32),
    "llama3": (
        LlamaConfig(rope_scaling=LLAMA3, rope_theta=500.0, tie_word_embeddings=True, **LLAMA),
        {},
        torch.float32,
    ),
    "mistral": (MistralConfig(sliding_window=5, **LLAMA), {}, torch.float32),
    "gemma2": (
        Gemma2Config(attn_logit_softcapping=5.0, final_logit_softcapping=3.0, **GEMMA),
        {},
        torch.bfloat16,
    ),
    "gemma3": (
        Gemma3TextConfig(
            sliding_window_pattern=3,
            rope_theta=5000.0,
            rope_local_base_freq=100.0,
            rope_scaling={"rope_type": "linear", "factor": 4.0},
            **GEMMA,
        ),
        {},
        torch.float32,
    ),
    "qwen2": (Qwen2Config(tie_word_embeddings=True, **LLAMA), {}, torch.float32),
    "qwen3": (Qwen3Config(head_dim=8, **LLAMA), {}, torch.bfloat16),
    "gpt-neox-unbiased": (
        GPTNeoXConfig(
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=3,
            intermediate_size=32,
            rotary_pct=0.5,
            attention_bias=False,
            max_position_embeddings=32,
            **TOKENS,
        ),
        {},
        torch.float32,
    ),
    "llama-yarn": (LlamaConfig(rope_scaling=YARN, **LLAMA), {}, torch.float16),
    "llama-dynamic": (LlamaConfig(rope_scaling=dict(rope_type="dynamic", factor=4.0), **LLAMA), {}, torch.float16),
    "gemma": (
        GemmaConfig(**{**LLAMA, "num_attention_heads": 4, "head_dim": 8, "num_key_value_heads": 1}),
        {},
        torch.float16,
    ),
    "phi3": (
        Phi3Config(
            partial_rotary_factor=0.5,
            rope_scaling=LONGROPE,
            original_max_position_embeddings=16,
            sliding_window=6,
            **{**LLAMA, "num_attention_heads": 3, "num_key_value_heads": 1},
        ),
        {},
        torch.float16,
    ),
    "olmo2": (Olmo2Config(**LLAMA), {}, torch.float16),
    "olmo3": (
        Olmo3Config(sliding_window=4, rope_scaling=YARN, **{**LLAMA, "num_hidden_layers": 4}),
        {},
        torch.float16,
    ),
    "stablelm": (
        StableLmConfig(
            use_qkv_bias=True,
            partial_rotary_factor=0.5,
            **{**LLAMA, "num_attention_heads": 3, "num_key_value_heads": 1},
        ),
        {},
        torch.float16,
    ),
    "smollm3": (
        SmolLM3Config(
            no_rope_layer_interval=2,
            attention_bias=True,
            mlp_bias=True,
            hidden_act="gelu",
            use_sliding_window=True,
            sliding_window=5,
            **LLAMA,
        ),
        {},
        torch.float16,
    ),
    "qwen3-moe": (
        Qwen3MoeConfig(
            head_dim=8,
            num_experts=5,
            num_experts_per_tok=2,
            moe_intermediate_size=12,
            norm_topk_prob=True,
            decoder_sparse_step=2,
            **LLAMA,
        ),
        {},
        torch.float16,
    ),
    # as they are published, which is all that llama.cpp knows
    "qwen3-moe-every": (
        Qwen3MoeConfig(
            head_dim=8,
            num_experts=4,
            num_experts_per_tok=2,
            moe_intermediate_size=12,
            norm_topk_prob=True,
            **LLAMA,
        ),
        {},
        torch.float16,
    ),
    "smollm3-published": (SmolLM3Config(**{**LLAMA, "num_hidden_layers": 5}), {}, torch.float16),
    "gpt-oss": (GptOssConfig(**{**GPT_OSS, "hidden_size": 24, "intermediate_size": 20}), {}, torch.bfloat16),
    # as it is published
    "gpt-oss-mxfp4": (GptOssConfig(**{**GPT_OSS, **PUBLISHED}), {}, torch.bfloat16),
}
SEEDS = {name: seed for seed, name in enumerate(MODELS)}
VERSION_5 = transformers.__version__.startswith("5")


def later_models():
    """Families that version 5 alone knows; their seeds are counted by themselves."""
    from transformers import Gemma4TextConfig, Gemma4UnifiedTextConfig

    def rope(theta, share):
        return {
            "sliding_attention": {"rope_type": "default", "rope_theta": 100.0},
            "full_attention": {"rope_type": "proportional", "rope_theta": theta, "partial_rotary_factor": share},
        }

    kinds = {"s": "sliding_attention", "f": "full_attention"}
    gemma4 = {**LLAMA, "num_attention_heads": 4, "head_dim": 8, "global_head_dim": 16, "sliding_window": 4}
    return {
        # as E2B and E4B: inputs of every layer, and last layers with the keys of others
        "gemma4": (
            Gemma4TextConfig(
                **{**gemma4, "num_hidden_layers": 7},
                layer_types=[kinds[kind] for kind in "sfsfssf"],
                rope_parameters=rope(5000.0, 0.25),
                num_kv_shared_layers=3,
                use_double_wide_mlp=True,
                # of few numbers all may lie where the gate is nearly shut, and the norm behind it enlarges their rounding
                hidden_size_per_layer_input=12,
                vocab_size_per_layer_input=VOCABULARY,
                final_logit_softcapping=3.0,
            ),
            {},
            torch.float16,
        ),
        # as 31B: keys that are values, too, in the layers without a window
        "gemma4-dense": (
            Gemma4TextConfig(
                **{**gemma4, "num_hidden_layers": 4},
                layer_types=[kinds[kind] for kind in "sfsf"],
                rope_parameters=rope(800.0, 0.5),
                attention_k_eq_v=True,
                num_global_key_value_heads=1,
                hidden_size_per_layer_input=0,
                use_bidirectional_attention="vision",
                tie_word_embeddings=False,
            ),
            {},
            torch.float16,
        ),
        # as 12B
        "gemma4-unified": (
            Gemma4UnifiedTextConfig(
                **{**gemma4, "num_hidden_layers": 5},
                layer_types=[kinds[kind] for kind in "sffsf"],
                rope_parameters=rope(2000.0, 0.3),
                num_kv_shared_layers=2,
                attention_k_eq_v=True,
                attention_bias=True,
            ),
            {},
            torch.float16,
        ),
    }


if VERSION_5:
    LATER = later_models()
    MODELS.update(LATER)
    SEEDS.update({name: 1000 + place for place, name in enumerate(LATER)})


# Random weights of the usual size would leave every norm at 1 and every bias at 0.
def randomise(model, generator):
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if parameter.dim() == 1:
            centre = 1.0 if "norm" in name or "ln_" in name else 0.0
            if "Gemma" in type(model).__name__ and "Gemma4" not in type(model).__name__:
                centre = 0.0
            parameter.data = centre + 0.2 * noise
        elif "experts.gate_up_proj" in name:
            parameter.data = 0.6 * noise  # so that some gates are beyond their limit
        else:
            parameter.data = noise * (0.7 if "emb" in name or "wte" in name or "wpe" in name else 0.35)
    for name, buffer in model.named_buffers():
        if name.endswith("layer_scalar"):
            buffer.data = 1.0 + 0.2 * torch.randn(buffer.shape, generator=generator)


def pack_experts(folder):
    """Stores experts as GPT-OSS's files do: 4 bits a number, and a power of two for every 32 along the inputs."""
    values = torch.tensor([0, 0.5, 1, 1.5, 2, 3, 4, 6, 0, -0.5, -1, -1.5, -2, -3, -4, -6])
    file = os.path.join(folder, "model.safetensors")
    packed = {}
    for name, tensor in load_file(file).items():
        if not name.endswith(("experts.gate_up_proj", "experts.down_proj")):
            packed[name] = tensor
            continue
        rows = tensor.float().transpose(1, 2)  # [experts, out, in]
        blocks = rows.reshape(*rows.shape[:2], -1, 32)
        power = torch.floor(torch.log2(blocks.abs().amax(-1))) - 2
        codes = (blocks / 2 ** power[..., None])[..., None].sub(values).abs().argmin(-1).to(torch.uint8)
        packed[name + "_blocks"] = (codes[..., 0::2] | codes[..., 1::2] << 4).contiguous()
        packed[name + "_scales"] = (power + 127).to(torch.uint8)
    save_file(packed, file, metadata={"format": "pt"})
    path = os.path.join(folder, "config.json")
    with open(path) as source:
        config = json.load(source)
    config["quantization_config"] = {"modules_to_not_convert": ["model.embed_tokens", "lm_head"], "quant_method": "mxfp4"}
    with open(path, "w") as target:
        json.dump(config, target, indent=2, sort_keys=True)


def hooks(model, seen):
    """Reads the hook points of all layers, as TransformerLens places them."""
    body = model.transformer if hasattr(model, "transformer") else getattr(model, "gpt_neox", None) or model.model
    layers = body.h if hasattr(body, "h") else body.layers
    for n, layer in enumerate(layers):
        at = f"blocks.{n}."

        def first(args, kwargs):
            return (args[0] if args else kwargs["hidden_states"]).detach()

        def before(name):
            return lambda module, args, kwargs: seen.__setitem__(name, first(args, kwargs))

        def after(name):
            return lambda module, args, out: seen.__setitem__(name, (out[0] if isinstance(out, tuple) else out).detach())

        layer.register_forward_pre_hook(before(at + "hook_resid_pre"), with_kwargs=True)
        layer.register_forward_hook(after(at + "hook_resid_post"))
        attention = next(getattr(layer, a) for a in ("self_attn", "attention", "attn") if hasattr(layer, a))
        written = getattr(layer, "post_feedforward_layernorm", None)
        (attention if written is None else layer.post_attention_layernorm).register_forward_hook(after(at + "hook_attn_out"))
        attention = getattr(attention, "attention", attention)  # GPT-Neo wraps it
        out = next(getattr(attention, a) for a in ("o_proj", "dense", "out_proj", "c_proj") if hasattr(attention, a))
        out.register_forward_pre_hook(before(at + "attn.hook_z"), with_kwargs=True)
        layer.mlp.register_forward_pre_hook(before(at + "mlp.hook_in"), with_kwargs=True)
        (layer.mlp if written is None else written).register_forward_hook(after(at + "hook_mlp_out"))

        names = ("pre_feedforward_layernorm", "ln_2", "post_attention_layernorm")
        norm = next(getattr(layer, a) for a in names if hasattr(layer, a))
        parallel = getattr(layer, "use_parallel_residual", False)

        def stream(module, args, kwargs, at=at, parallel=parallel):
            seen[at + "hook_mlp_in"] = first(args, kwargs)
            if not parallel:
                seen[at + "hook_resid_mid"] = first(args, kwargs)

        def normalised(module, args, out, at=at):
            """Of LayerNorm what it gives, of RMSNorm what it gives before the weight."""
            x = args[0]
            eps = getattr(module, "variance_epsilon", getattr(module, "eps", None))
            plain = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps)
            seen[at + "ln2.hook_normalized"] = (out if isinstance(module, torch.nn.LayerNorm) else plain).detach()

        if "Olmo" in type(layer).__name__:  # nothing is normalised before the MLP
            layer.mlp.register_forward_pre_hook(stream, with_kwargs=True)
        else:
            norm.register_forward_pre_hook(stream, with_kwargs=True)
            norm.register_forward_hook(normalised)


def expect(name, ids):
    folder = os.path.join(HERE, "models", name)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    model.float()  # what was packed comes in bfloat16, which holds it exactly
    seen = {}
    hooks(model, seen)
    with torch.no_grad():
        logits = model(input_ids=ids, use_cache=False).logits
    last = max(int(key.split(".")[1]) for key in seen)
    points = ["hook_resid_pre", "hook_attn_out", "hook_resid_mid", "hook_mlp_in", "ln2.hook_normalized", "mlp.hook_in"]
    kept = [f"blocks.1.{point}" for point in [*points, "hook_mlp_out"]]
    kept = [*kept, f"blocks.{last}.attn.hook_z", f"blocks.{last}.hook_resid_post"]
    expected = {key: seen[key].reshape(2, 14, -1).clone() for key in kept if key in seen}
    save_file({"ids": ids.int(), "logits": logits.contiguous(), **expected}, os.path.join(folder, "expected.safetensors"))
    print(name, sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder)), "logits", float(logits.std()))


def make(name, config, saving, dtype, seed):
    folder = os.path.join(HERE, "models", name)
    shutil.rmtree(folder, ignore_errors=True)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    generator = torch.Generator().manual_seed(seed)
    randomise(model, generator)
    model.to(dtype).save_pretrained(folder, **saving)
    os.remove(os.path.join(folder, "generation_config.json"))
    if name.endswith("mxfp4"):
        pack_experts(folder)
    ids = torch.randint(3, VOCABULARY, (2, 14), generator=generator)
    ids[:, 0] = 1
    expect(name, ids)


if __name__ == "__main__":
    if VERSION_5 and len(sys.argv) == 1:
        # Only the configurations: version 5 lays out the rotation's settings anew.
        folder = os.path.join(HERE, "models", "configs-v5")
        os.makedirs(folder, exist_ok=True)
        for name in [name for name in MODELS if name not in LATER]:
            config = MODELS[name][0]
            config.architectures = None
            with open(os.path.join(folder, name + ".json"), "w") as file:
                json.dump(config.to_dict(), file, indent=1, sort_keys=True, default=str)
        sys.exit()
    chosen = sys.argv[1:]
    again = chosen[:1] == ["expected"]
    names = chosen[again:] or list(MODELS)
    for name, (config, saving, dtype) in MODELS.items():
        if name not in names:
            continue
        if again:
            stored = load_file(os.path.join(HERE, "models", name, "expected.safetensors"))
            expect(name, stored["ids"].long())
        else:
            make(name, config, saving, dtype, SEEDS[name])
