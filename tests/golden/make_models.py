"""Makes tests/golden/models: tiny random-weight models of every family, written and run by transformers.

Versions: requirements.txt. Run: python tests/golden/make_models.py
Each folder holds what save_pretrained wrote, and expected.safetensors: the token ids of two texts, and what the
reference computes for them in float32 at hook points (TransformerLens names) and as logits.
"""

import json
import os
import shutil
import sys

import torch
import transformers
from safetensors.torch import save_file
from transformers import (
    AutoModelForCausalLM,
    Gemma2Config,
    Gemma3TextConfig,
    GPT2Config,
    GPTNeoConfig,
    GPTNeoXConfig,
    LlamaConfig,
    MistralConfig,
    Qwen2Config,
    Qwen3Config,
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
}

# Random weights of the usual size would leave every norm at 1 and every bias at 0.
def randomise(model, generator):
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if parameter.dim() == 1:
            centre = 1.0 if "norm" in name or "ln_" in name else 0.0
            if "Gemma" in type(model).__name__:
                centre = 0.0
            parameter.data = centre + 0.2 * noise
        else:
            parameter.data = noise * (0.7 if "emb" in name or "wte" in name or "wpe" in name else 0.35)


def hooks(model, seen):
    """Reads the hook points of all layers, as TransformerLens places them."""
    body = model.transformer if hasattr(model, "transformer") else getattr(model, "gpt_neox", None) or model.model
    layers = body.h if hasattr(body, "h") else body.layers
    for n, layer in enumerate(layers):
        at = f"blocks.{n}."

        def before(name):
            return lambda module, args, kwargs: seen.__setitem__(name, (args[0] if args else kwargs["hidden_states"]).detach())

        def after(name):
            return lambda module, args, out: seen.__setitem__(name, (out[0] if isinstance(out, tuple) else out).detach())

        layer.register_forward_pre_hook(before(at + "hook_resid_pre"), with_kwargs=True)
        layer.register_forward_hook(after(at + "hook_resid_post"))
        attention = next(getattr(layer, a) for a in ("self_attn", "attention", "attn") if hasattr(layer, a))
        attention = getattr(attention, "attention", attention)  # GPT-Neo wraps it
        out = next(getattr(attention, a) for a in ("o_proj", "dense", "out_proj", "c_proj") if hasattr(attention, a))
        out.register_forward_pre_hook(before(at + "attn.hook_z"), with_kwargs=True)
        layer.mlp.register_forward_pre_hook(before(at + "mlp.hook_in"), with_kwargs=True)
        getattr(layer, "post_feedforward_layernorm", layer.mlp).register_forward_hook(after(at + "hook_mlp_out"))


def make(name, config, saving, dtype, seed):
    folder = os.path.join(HERE, "models", name)
    shutil.rmtree(folder, ignore_errors=True)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    generator = torch.Generator().manual_seed(seed)
    randomise(model, generator)
    model.to(dtype).save_pretrained(folder, **saving)
    os.remove(os.path.join(folder, "generation_config.json"))
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    ids = torch.randint(3, VOCABULARY, (2, 14), generator=generator)
    ids[:, 0] = 1
    seen = {}
    hooks(model, seen)
    with torch.no_grad():
        logits = model(input_ids=ids, use_cache=False).logits
    last = max(int(key.split(".")[1]) for key in seen)
    kept = ["blocks.1.hook_resid_pre", f"blocks.{last}.attn.hook_z", "blocks.1.hook_mlp_out", "blocks.1.mlp.hook_in"]
    expected = {key: seen[key].reshape(2, 14, -1).contiguous() for key in [*kept, f"blocks.{last}.hook_resid_post"]}
    save_file({"ids": ids.int(), "logits": logits.contiguous(), **expected}, os.path.join(folder, "expected.safetensors"))
    print(name, sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder)), "logits", float(logits.std()))


if __name__ == "__main__":
    if transformers.__version__.startswith("5"):
        # Only the configurations: version 5 lays out the rotation's settings anew.
        folder = os.path.join(HERE, "models", "configs-v5")
        os.makedirs(folder, exist_ok=True)
        for name, (config, _, _) in MODELS.items():
            config.architectures = None
            with open(os.path.join(folder, name + ".json"), "w") as file:
                json.dump(config.to_dict(), file, indent=1, sort_keys=True, default=str)
        sys.exit()
    for seed, (name, (config, saving, dtype)) in enumerate(MODELS.items()):
        make(name, config, saving, dtype, seed)
