"""What a collection computes, in PyTorch: Llama to the hook, SAE encoder, and every feature's statistics and top
passages, from the same batches. Statistics are kept sparse and merged with a handful of vectorised operations."""

import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from llama import Llama
from protocol import serve


def causal_bias(time_steps):
    return torch.full((time_steps, time_steps), float("-inf")).triu(1)


def plain_attention(q, k, v, bias):
    scores = torch.matmul(q * q.shape[-1] ** -0.5, k.transpose(-1, -2)) + bias
    return torch.matmul(torch.softmax(scores, -1), v)


def fused_attention(q, k, v, _):
    return F.scaled_dot_product_attention(q, k, v, is_causal=True)


class Collection:
    def __init__(self, job):
        self.job = job
        self.model = Llama(load_file(job["model"]), job["config"])
        self.sae = load_file(job["sae"])
        self.features = self.sae["b_enc"].shape[0]
        self.batches = [self.prepare(rows) for rows in job["batches"]]
        self.attention = plain_attention
        if hasattr(F, "scaled_dot_product_attention"):
            self.attention = min((plain_attention, fused_attention), key=self.seconds_of_a_batch)
        self.result = None

    def prepare(self, rows):
        passages = self.job["passages"]
        lengths = [len(passages[row]) for row in rows]
        ids = torch.zeros(len(rows), max(lengths), dtype=torch.long)
        for r, row in enumerate(rows):
            ids[r, : lengths[r]] = torch.tensor(passages[row])
        positions = torch.arange(ids.shape[1]).expand_as(ids)
        counted = (positions > 0) & (positions < torch.tensor(lengths)[:, None])
        passage = torch.tensor(rows)[:, None].expand_as(ids)
        return ids, counted, passage[counted], positions[counted]

    def seconds_of_a_batch(self, attention):
        self.attention = attention
        with torch.inference_mode():
            self.active(*self.batches[0])
            start = time.perf_counter()
            self.active(*self.batches[0])
            return time.perf_counter() - start

    def active(self, ids, counted, passage, position):
        """Active entries of a batch: feature, passage, position, value."""
        sae = self.sae
        bias = causal_bias(ids.shape[1])
        attend = lambda _, q, k, v: self.attention(q, k, v, bias)
        x = self.model.residual(ids, self.job["layers"], attend)[counted]
        if self.job["subtractDecoderBias"]:
            x = x - sae["b_dec"]
        z = torch.addmm(sae["b_enc"], x, sae["W_enc"])
        on = z > sae["threshold"]
        token, feature = on.nonzero(as_tuple=True)
        return feature, passage[token], position[token], z[on]

    @torch.inference_mode()
    def run(self):
        start = time.perf_counter()
        parts = [self.active(*batch) for batch in self.batches]
        self.result = self.merge(*(torch.cat(column) for column in zip(*parts)))
        return {"seconds": time.perf_counter() - start}

    def merge(self, feature, passage, position, value):
        features, passages, bins = self.features, len(self.job["passages"]), self.job["bins"]
        count = torch.bincount(feature, minlength=features)
        total = torch.bincount(feature, weights=value, minlength=features)
        in_passage = feature * passages + passage
        peaks = torch.zeros(features * passages).scatter_reduce_(0, in_passage, value, "amax").view(features, passages)
        top_value, top_passage = peaks.topk(self.job["top"], dim=1)
        largest = top_value[:, 0].contiguous()
        bin_ = (torch.ceil(value / largest[feature] * bins).long() - 1).clamp_(0, bins - 1)
        histogram = torch.bincount(feature * bins + bin_, minlength=features * bins).view(features, bins)
        # the activations of the top passages, which a page shows under their tokens
        shown = torch.zeros(features * passages, dtype=torch.bool)
        shown[(top_passage + torch.arange(features)[:, None] * passages)[top_value > 0]] = True
        shown = shown[in_passage]
        examples = (feature[shown], passage[shown], position[shown], value[shown])
        return {
            "count": count,
            "mean": (total / count.clamp(min=1)).float(),
            "max": largest,
            "histogram": histogram,
            "top": top_value.contiguous(),
            "shown": torch.tensor([len(examples[0])]),
        }

    def write(self):
        save_file(self.result, self.job["result"])
        return {"attention": self.attention.__name__}


def setup(job):
    collection = Collection(job)
    return {"run": collection.run, "write": collection.write}


serve(setup)
