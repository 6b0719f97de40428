"""Makes fixtures of SAEs that are published as a file for each layer, in tests/golden/saes.

Versions: requirements.txt. Run: python tests/golden/make_sae_files.py
Layouts and formulas are those of sae-lens 6.54.12, loading/pretrained_sae_loaders.py (its loaders read from the hub alone),
and of circuit-tracer, transcoder/single_layer_transcoder.py. Each holds expected.safetensors: x, features and output.
"""

import json
import os
import shutil

import torch
from safetensors.torch import save_file

SAES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "saes")
N, D, M, K = 16, 12, 40, 5
generator = torch.Generator().manual_seed(31)


def rand(*shape):
    return torch.randn(shape, generator=generator) * (0.3 if len(shape) == 1 else 1.0)


def folder(name, *inner):
    shutil.rmtree(os.path.join(SAES, name), ignore_errors=True)
    path = os.path.join(SAES, name, *inner)
    os.makedirs(path)
    return path


def expect(name, x, features, output):
    tensors = {"x": x, "features": features, "output": output}
    save_file({k: v.contiguous() for k, v in tensors.items()}, os.path.join(SAES, name, "expected.safetensors"))


def write_json(path, value):
    with open(path, "w") as file:
        json.dump(value, file)


def qwen_scope():
    """W_enc [m, d], W_dec [d, m]; the k largest of relu; b_dec is not subtracted."""
    name = "qwen-scope"
    path = folder(name, "SAE-Res-Qwen3-1.7B-Base-W32K-L0_5")
    x, state = rand(N, D), {"W_enc": rand(M, D), "W_dec": rand(D, M), "b_enc": rand(M), "b_dec": rand(D)}
    torch.save(state, os.path.join(path, "layer1.sae.pt"))
    top = torch.topk(x @ state["W_enc"].T + state["b_enc"], K)
    features = torch.zeros(N, M).scatter(-1, top.indices, torch.relu(top.values))
    expect(name, x, features, features @ state["W_dec"].T + state["b_dec"])


def goodfire():
    """Two linear layers and relu; the decoder's bias is not subtracted."""
    name = "goodfire"
    x = rand(N, D)
    state = {
        "encoder_linear.weight": rand(M, D),
        "encoder_linear.bias": rand(M),
        "decoder_linear.weight": rand(D, M),
        "decoder_linear.bias": rand(D),
    }
    torch.save(state, os.path.join(folder(name), "Llama-3.1-8B-Instruct-SAE-l1.pth"))
    features = torch.relu(x @ state["encoder_linear.weight"].T + state["encoder_linear.bias"])
    expect(name, x, features, features @ state["decoder_linear.weight"].T + state["decoder_linear.bias"])


def scaled(x, state, scale, threshold):
    """What SAELens computes once fold_activation_norm_scaling_factor has been called."""
    pre = x @ (state["encoder.weight"].T * scale) + state["encoder.bias"]
    features = torch.relu(pre) * (pre > threshold)
    return features, features @ (state["decoder.weight"].T / scale) + state["decoder.bias"] / scale


def linears():
    return {
        "encoder.weight": rand(M, D),
        "encoder.bias": rand(M),
        "decoder.weight": rand(D, M),
        "decoder.bias": rand(D),
    }


def llama_scope():
    name, x, state = "llama-scope", rand(N, D), linears()
    path = folder(name, "Llama3_1-8B-Base-L1R-8x", "checkpoints")
    save_file(state, os.path.join(path, "final.safetensors"))
    norm, threshold = 7.5, 0.6
    write_json(
        os.path.join(os.path.dirname(path), "hyperparams.json"),
        {
            "hook_point_in": "blocks.1.hook_resid_post",
            "hook_point_out": "blocks.1.hook_resid_post",
            "d_model": D,
            "d_sae": M,
            "act_fn": "jumprelu",
            "jump_relu_threshold": threshold,
            "norm_activation": "dataset-wise",
            "dataset_average_activation_norm": {"in": norm, "out": norm},
            "use_decoder_bias": True,
            "apply_decoder_bias_to_pre_encoder": False,
            "use_glu_encoder": False,
            "sparsity_include_decoder_norm": True,
            "top_k": 50,
        },
    )
    scale = D**0.5 / norm
    expect(name, x, *scaled(x, state, scale, threshold * scale))


def llama_scope_r1():
    """The factor is in SAELens' list of published SAEs; here it is given beside the file."""
    name, x, state, scale = "llama-scope-r1", rand(N, D), linears(), 1.7
    path = folder(name, "L1R")
    thresholds = rand(M)
    save_file({**state, "log_jumprelu_threshold": thresholds}, os.path.join(path, "sae_weights.safetensors"))
    write_json(
        os.path.join(path, "config.json"),
        {
            "hook_point_in": "blocks.1.hook_resid_post",
            "hook_point_out": "blocks.1.hook_resid_post",
            "d_model": D,
            "expansion_factor": M / D,
            "act_fn": "jumprelu",
        },
    )
    expect(name, x, *scaled(x, state, scale, thresholds.exp()))


def circuit_tracer():
    """W_enc [m, d]; relu; W_skip times the input is added."""
    name = "circuit-tracer"
    path = folder(name, "qwen3-0.6b-transcoders")
    x = rand(N, D)
    state = {"W_enc": rand(M, D), "W_dec": rand(M, D), "b_enc": rand(M), "b_dec": rand(D), "W_skip": rand(D, D)}
    save_file(state, os.path.join(path, "layer_1.safetensors"))
    with open(os.path.join(path, "config.yaml"), "w") as file:
        file.write('model_name: "Qwen/Qwen3-0.6B"\nmodel_kind: "transcoder_set"\n')
        file.write('feature_input_hook: "mlp.hook_in"\nfeature_output_hook: "hook_mlp_out"\n')
    features = torch.relu(x @ state["W_enc"].T + state["b_enc"])
    expect(name, x, features, features @ state["W_dec"] + state["b_dec"] + x @ state["W_skip"].T)


if __name__ == "__main__":
    for make in (qwen_scope, llama_scope, llama_scope_r1, circuit_tracer, goodfire):
        make()
