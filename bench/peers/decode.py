"""Greedy decoding with a key-value cache that is allocated once and written in place."""

import time

import torch
from safetensors.torch import load_file

from llama import Llama
from protocol import serve


class Decoding:
    def __init__(self, job):
        self.model = Llama(load_file(job["model"]), job["config"])
        self.prompts = torch.tensor(job["prompts"])
        self.tokens = job["tokens"]
        config = job["config"]
        slots = self.prompts.shape[1] + self.tokens
        shape = (config["layers"], len(self.prompts), config["heads"], slots, self.model.head_width)
        self.keys, self.values = torch.zeros(shape), torch.zeros(shape)
        self.layers = config["layers"]

    def next(self, ids, start):
        """Reads ids [B, T] behind the `start` tokens in the cache; the most probable next token of each row."""
        steps = ids.shape[1]
        end = start + steps
        bias = torch.full((steps, end), float("-inf")).triu(start + 1)

        def attend(layer, q, k, v):
            self.keys[layer, :, :, start:end] = k
            self.values[layer, :, :, start:end] = v
            scores = torch.matmul(q * q.shape[-1] ** -0.5, self.keys[layer, :, :, :end].transpose(-1, -2))
            if steps > 1:
                scores = scores + bias
            return torch.matmul(torch.softmax(scores, -1), self.values[layer, :, :, :end])

        x = self.model.residual(ids, self.layers, attend, start)
        return self.model.logits(x[:, -1]).argmax(-1)

    @torch.inference_mode()
    def run(self):
        began = time.perf_counter()
        written = [self.next(self.prompts, 0)]
        for start in range(self.prompts.shape[1], self.prompts.shape[1] + self.tokens - 1):
            written.append(self.next(written[-1][:, None], start))
        ids = torch.stack(written, 1).tolist()
        return {"seconds": time.perf_counter() - began, "ids": ids}


def setup(job):
    return {"run": Decoding(job).run}


serve(setup)
