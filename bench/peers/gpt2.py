"""GPT-2 to a layer and an SAE's encoder in PyTorch, weights named as in Hugging Face checkpoints: what a collection reads."""

import resource
import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from protocol import serve


class Gpt2:
    def __init__(self, job):
        self.job = job
        self.weights = load_file(job["model"])
        self.sae = load_file(job["sae"])
        self.batches = [torch.tensor(batch) for batch in job["batches"]]

    def norm(self, x, name):
        weights = self.weights
        return F.layer_norm(x, x.shape[-1:], weights[name + ".weight"], weights[name + ".bias"], self.job["config"]["normEps"])

    def affine(self, x, name):
        """Matrices are stored [in, out]."""
        weight, bias = self.weights[name + ".weight"], self.weights[name + ".bias"]
        return torch.addmm(bias, x.flatten(0, -2), weight).view(*x.shape[:-1], -1)

    def residual(self, ids):
        weights, config = self.weights, self.job["config"]
        heads = (config["heads"], config["width"] // config["heads"])
        x = weights["transformer.wte.weight"][ids] + weights["transformer.wpe.weight"][: ids.shape[1]]
        for layer in range(self.job["layers"]):
            at = f"transformer.h.{layer}."
            qkv = self.affine(self.norm(x, at + "ln_1"), at + "attn.c_attn")
            q, k, v = (part.unflatten(-1, heads).transpose(1, 2) for part in qkv.chunk(3, -1))
            z = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.affine(z.transpose(1, 2).flatten(2), at + "attn.c_proj")
            hidden = F.gelu(self.affine(self.norm(x, at + "ln_2"), at + "mlp.c_fc"), approximate="tanh")
            x = x + self.affine(hidden, at + "mlp.c_proj")
        return x

    @torch.inference_mode()
    def run(self):
        sae = self.sae
        start = time.perf_counter()
        found = []
        for ids in self.batches:
            x = self.residual(ids)[:, 1:].flatten(0, 1)
            z = torch.addmm(sae["b_enc"], x - sae["b_dec"], sae["W_enc"])
            on = z > sae["threshold"]
            token, feature = on.nonzero(as_tuple=True)
            found.append((feature, token, z[on]))
        feature, token, value = (torch.cat(column) for column in zip(*found))
        order = feature.argsort(stable=True)
        feature, token, value = feature[order], token[order], value[order]
        seconds = time.perf_counter() - start
        counts = torch.bincount(feature, minlength=sae["b_enc"].shape[0])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return {"seconds": seconds, "counts": counts.tolist(), "peakBytes": peak}


serve(lambda job: {"run": Gpt2(job).run})
