"""Llama (Touvron et al. 2023) in plain PyTorch with weights named as in Hugging Face checkpoints."""

import torch
import torch.nn.functional as F


class Llama:
    def __init__(self, weights, config):
        self.weights = weights
        self.config = config
        self.head_width = config["width"] // config["heads"]
        half = self.head_width // 2
        frequencies = config["ropeTheta"] ** (-torch.arange(half, dtype=torch.float64) / half)
        angles = torch.outer(torch.arange(config["context"], dtype=torch.float64), frequencies)
        self.rotation = torch.polar(torch.ones_like(angles), angles).to(torch.complex64)
        if not config["ropeInterleaved"] or config["kvHeads"] != config["heads"]:
            raise SystemExit("This script rotates interleaved pairs and has one key head per query head.")

    def norm(self, x, name):
        scale = torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.config["normEps"])
        return x * scale * self.weights[name]

    def rotate(self, x, start):
        """x [B, T, H, head width]; the first token stands at position `start`."""
        pairs = torch.view_as_complex(x.view(*x.shape[:-1], -1, 2))
        rotation = self.rotation[start : start + x.shape[1], None]
        return torch.view_as_real(pairs * rotation).flatten(-2)

    def residual(self, ids, layers, attend, start=0):
        """Residual stream after `layers` layers; attend(layer, q, k, v) on [B, H, T, head width]."""
        weights = self.weights
        heads = (self.config["heads"], self.head_width)
        x = weights["model.embed_tokens.weight"][ids]
        for layer in range(layers):
            at = f"model.layers.{layer}."
            h = self.norm(x, at + "input_layernorm.weight")
            q, k, v = (F.linear(h, weights[f"{at}self_attn.{n}_proj.weight"]).unflatten(-1, heads) for n in "qkv")
            q, k = self.rotate(q, start), self.rotate(k, start)
            z = attend(layer, q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))
            x = x + F.linear(z.transpose(1, 2).flatten(2), weights[at + "self_attn.o_proj.weight"])
            h = self.norm(x, at + "post_attention_layernorm.weight")
            gate = F.silu(F.linear(h, weights[at + "mlp.gate_proj.weight"]))
            hidden = gate * F.linear(h, weights[at + "mlp.up_proj.weight"])
            x = x + F.linear(hidden, weights[at + "mlp.down_proj.weight"])
        return x

    def logits(self, x):
        return F.linear(self.norm(x, "model.norm.weight"), self.weights["model.embed_tokens.weight"])
