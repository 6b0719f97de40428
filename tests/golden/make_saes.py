"""Makes tests/golden/saes: tiny random-weight SAEs, written and run by the packages that define the formats.

Versions: requirements.txt. Run: python tests/golden/make_saes.py
Each folder holds what the package wrote, and expected.safetensors: inputs x, features (as the package gives them,
not scaled by decoder norms) and the reconstruction. Gemma Scope and OpenAI publish files but no writer: those are
written with numpy, safetensors and torch in the layout of the published files and run by the formulas of their papers.
"""

import json
import os
import shutil
import sys
import types
import importlib.metadata as metadata

os.environ["SPARSIFY_DISABLE_TRITON"] = "1"  # there is no GPU

import numpy as np
import torch
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
D, M, N, K = 12, 40, 16, 5
HOOK = "blocks.1.hook_resid_post"


def folder(name):
    path = os.path.join(HERE, "saes", name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


def inputs(seed):
    generator = torch.Generator().manual_seed(seed)
    return 1.5 * torch.randn(N, D, generator=generator) + torch.randn(D, generator=generator)


def fill(module, seed):
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in [*module.named_parameters(), *module.named_buffers()]:
        if not parameter.is_floating_point():
            continue
        noise = torch.randn(parameter.shape, generator=generator)
        if "threshold" in name:
            parameter.data = 0.5 + noise.abs()
        elif parameter.dim() == 1:
            parameter.data = 0.3 * noise
        else:
            parameter.data = 0.4 * noise * (0.5 + torch.rand(parameter.shape[:1], generator=generator))[:, None]


def expect(path, x, features, output):
    tensors = {"x": x, "features": features, "output": output}
    save_file({k: v.detach().float().contiguous() for k, v in tensors.items()}, os.path.join(path, "expected.safetensors"))
    print(os.path.basename(path), "L0", float((features > 0).float().sum(-1).mean()))


def saelens():
    import sae_lens.saes as S

    about = S.sae.SAEMetadata(hook_name=HOOK, model_name="tiny-gpt2", context_size=16, prepend_bos=True)
    out = S.sae.SAEMetadata(hook_name="blocks.1.mlp.hook_in", hook_name_out="blocks.1.hook_mlp_out", model_name="tiny-gpt2")
    kinds = {
        "standard": (S.StandardSAE, S.StandardSAEConfig, dict(apply_b_dec_to_input=True)),
        "standard-layer-norm": (S.StandardSAE, S.StandardSAEConfig, dict(normalize_activations="layer_norm")),
        "standard-constant-norm": (
            S.StandardSAE,
            S.StandardSAEConfig,
            dict(apply_b_dec_to_input=False, normalize_activations="constant_norm_rescale"),
        ),
        "gated": (S.GatedSAE, S.GatedSAEConfig, {}),
        "jumprelu": (S.JumpReLUSAE, S.JumpReLUSAEConfig, dict(apply_b_dec_to_input=False)),
        "topk": (S.TopKSAE, S.TopKSAEConfig, dict(k=K)),
        "topk-rescaled": (S.TopKSAE, S.TopKSAEConfig, dict(k=K, rescale_acts_by_decoder_norm=True)),
        "transcoder": (S.Transcoder, S.TranscoderConfig, dict(d_out=D + 2, apply_b_dec_to_input=False)),
        "skip-transcoder": (S.SkipTranscoder, S.SkipTranscoderConfig, dict(d_out=D, apply_b_dec_to_input=False)),
        "jumprelu-transcoder": (S.JumpReLUTranscoder, S.JumpReLUTranscoderConfig, dict(d_out=D, apply_b_dec_to_input=False)),
    }
    for seed, (name, (cls, cfg, options)) in enumerate(kinds.items()):
        sae = cls(cfg(d_in=D, d_sae=M, metadata=out if "transcoder" in name else about, **options))
        fill(sae, seed)
        path = folder("saelens-" + name)
        sae.save_model(path)
        x = inputs(seed)
        with torch.no_grad():
            expect(path, x, sae.encode(x), sae(x))
    for seed, (name, cls, cfg, options) in enumerate(
        [
            ("batchtopk", S.BatchTopKTrainingSAE, S.BatchTopKTrainingSAEConfig, {}),
            ("matryoshka", S.MatryoshkaBatchTopKTrainingSAE, S.MatryoshkaBatchTopKTrainingSAEConfig, dict(matryoshka_widths=[10, M])),
        ]
    ):
        trained = cls(cfg(d_in=D, d_sae=M, k=K, metadata=about, **options))
        fill(trained, 30 + seed)
        path = folder("saelens-" + name)
        trained.save_inference_model(path)
        sae = S.SAE.load_from_disk(path)
        x = inputs(30 + seed)
        with torch.no_grad():
            expect(path, x, sae.encode(x), sae(x))


def saelens5():
    from sae_lens import SAE, SAEConfig

    for seed, (name, options) in enumerate(
        {
            "standard": dict(architecture="standard", activation_fn_str="relu"),
            "topk": dict(architecture="standard", activation_fn_str="topk", activation_fn_kwargs={"k": K}),
            "gated": dict(architecture="gated", activation_fn_str="relu"),
            "jumprelu": dict(architecture="jumprelu", activation_fn_str="relu"),
        }.items()
    ):
        common = dict(
            d_in=D,
            d_sae=M,
            apply_b_dec_to_input=True,
            finetuning_scaling_factor=False,
            context_size=16,
            model_name="tiny-gpt2",
            hook_name=HOOK,
            hook_layer=1,
            hook_head_index=None,
            prepend_bos=True,
            dataset_path="none",
            dataset_trust_remote_code=False,
            normalize_activations="none",
            dtype="float32",
            device="cpu",
            sae_lens_training_version=None,
        )
        sae = SAE(SAEConfig(**{**common, **options}))
        fill(sae, 40 + seed)
        path = folder("saelens5-" + name)
        sae.save_model(path)
        x = inputs(40 + seed)
        with torch.no_grad():
            expect(path, x, sae.encode(x), sae(x))


def sparsify():
    from sparsify import SparseCoder, SparseCoderConfig

    for seed, (name, options) in enumerate(
        {"sae": {}, "transcoder": dict(transcode=True), "skip-transcoder": dict(transcode=True, skip_connection=True)}.items()
    ):
        sae = SparseCoder(D, SparseCoderConfig(num_latents=M, k=K, **options), device="cpu")
        fill(sae, 50 + seed)
        path = folder("sparsify-" + name)
        layer = os.path.join(path, "layers.1.mlp" if "transcoder" in name else "layers.1")
        sae.save_to_disk(layer)
        x = inputs(50 + seed)
        with torch.no_grad():
            made = sae.encode(x)
            features = torch.zeros(N, M).scatter(-1, made.top_indices, made.top_acts)
            expect(path, x, features, sae(x).sae_out)


def dictionary_learning():
    sys.modules["nnsight"] = types.SimpleNamespace(LanguageModel=object)
    from dictionary_learning import dictionary as dl
    from dictionary_learning.trainers.batch_top_k import BatchTopKSAE
    from dictionary_learning.trainers.matryoshka_batch_top_k import MatryoshkaBatchTopKSAE
    from dictionary_learning.trainers.top_k import AutoEncoderTopK

    kinds = {
        "AutoEncoder": (dl.AutoEncoder(D, M), {}),
        "AutoEncoderNew": (dl.AutoEncoderNew(D, M), {}),
        "GatedAutoEncoder": (dl.GatedAutoEncoder(D, M), {}),
        "JumpReluAutoEncoder": (dl.JumpReluAutoEncoder(D, M), {}),
        "AutoEncoderTopK": (AutoEncoderTopK(D, M, K), dict(k=K)),
        "BatchTopKSAE": (BatchTopKSAE(D, M, K), dict(k=K)),
        "MatryoshkaBatchTopKSAE": (MatryoshkaBatchTopKSAE(D, M, K, [10, M - 10]), dict(k=K)),
    }
    for seed, (name, (sae, options)) in enumerate(kinds.items()):
        fill(sae, 60 + seed)
        path = folder("dictionary_learning-" + name)
        torch.save(sae.state_dict(), os.path.join(path, "ae.pt"))
        trainer = dict(dict_class=name, activation_dim=D, dict_size=M, layer=1, lm_name="tiny-gpt2", submodule_name="resid_post_layer_1", **options)
        with open(os.path.join(path, "config.json"), "w") as file:
            json.dump({"trainer": trainer, "buffer": {"d_submodule": D, "ctx_len": 16}}, file)
        x = inputs(60 + seed)
        with torch.no_grad():
            features = sae.encode(x)
            expect(path, x, features, sae.decode(features))


def published_layouts():
    x = inputs(80)
    generator = torch.Generator().manual_seed(80)
    rand = lambda *shape: torch.randn(*shape, generator=generator) * 0.4
    w_enc, w_dec, b_enc, b_dec, threshold = rand(D, M), rand(M, D), rand(M), rand(D), rand(M).abs() + 0.3
    pre = x @ w_enc + b_enc
    features = torch.relu(pre) * (pre > threshold)
    path = folder("gemma-scope-1")
    site = os.path.join(path, "layer_1", "width_40", "average_l0_9")
    os.makedirs(site)
    arrays = dict(W_enc=w_enc, W_dec=w_dec, b_enc=b_enc, b_dec=b_dec, threshold=threshold)
    np.savez(os.path.join(site, "params.npz"), **{k: v.numpy() for k, v in arrays.items()})
    expect(path, x, features, features @ w_dec + b_dec)

    path = folder("gemma-scope-2")
    site = os.path.join(path, "transcoder", "layer_1_width_40_l0_small")
    os.makedirs(site)
    skip = rand(D, D)
    arrays = dict(w_enc=w_enc, w_dec=w_dec, b_enc=b_enc, b_dec=b_dec, threshold=threshold, affine_skip_connection=skip)
    save_file(arrays, os.path.join(site, "params.safetensors"))
    config = dict(
        architecture="jump_relu",
        model_name="gemma-v3-270m-pt",
        hf_hook_point_in="model.layers.1.pre_feedforward_layernorm.output",
        hf_hook_point_out="model.layers.1.post_feedforward_layernorm.output",
        width=M,
        l0=9,
        affine_connection=True,
        type="transcoder",
    )
    with open(os.path.join(site, "config.json"), "w") as file:
        json.dump(config, file)
    expect(path, x, features, features @ w_dec + b_dec + x @ skip)

    # openai/sparse_autoencoder, model.py: layer norm with the unbiased deviation, then pre_bias, encoder, top-k of relu.
    path = folder("openai-topk")
    pre_bias, encoder, latent_bias, decoder = rand(D), rand(M, D), rand(M), rand(D, M)
    state = {
        "pre_bias": pre_bias,
        "encoder.weight": encoder,
        "latent_bias": latent_bias,
        "decoder.weight": decoder,
        "stats_last_nonzero": torch.zeros(M, dtype=torch.long),
        "activation": "TopK",
        "activation_state_dict": {"k": K},
    }
    torch.save(state, os.path.join(path, "autoencoder.pt"))
    mean, std = x.mean(-1, keepdim=True), x.std(-1, keepdim=True)
    normed = (x - mean) / (std + 1e-5)
    pre = (normed - pre_bias) @ encoder.T + latent_bias
    top = torch.topk(pre, K)
    features = torch.zeros(N, M).scatter(-1, top.indices, torch.relu(top.values))
    expect(path, x, features, (features @ decoder.T + pre_bias) * std + mean)


if __name__ == "__main__":
    if metadata.version("sae-lens").startswith("5") or "v5" in sys.argv:
        saelens5()
    else:
        for make in (saelens, sparsify, dictionary_learning, published_layouts):
            make()
