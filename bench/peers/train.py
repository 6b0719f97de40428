"""Steps of BatchTopK training as dictionary_learning and SAELens take them: dense products, autograd, Adam, the decoder's
gradient kept orthogonal to its rows and the rows at unit length."""

import time

import torch
from safetensors.torch import load_file

from protocol import serve


def make_adam(parameters, rate):
    """The fastest Adam of this PyTorch on the CPU."""
    try:
        return torch.optim.Adam(parameters, lr=rate, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(parameters, lr=rate, foreach=True)


class Training:
    def __init__(self, job):
        self.job = job
        self.start = load_file(job["parameters"])
        self.batches = load_file(job["batches"])["batches"].unbind()
        self.restart()

    def restart(self):
        parameter = lambda name: torch.nn.Parameter(self.start[name].clone())
        self.w_enc = torch.nn.Parameter(self.start["encoder"].t().contiguous())
        self.b_enc, self.w_dec, self.b_dec = (parameter(n) for n in ("encoderBias", "decoder", "decoderBias"))
        self.adam = make_adam([self.w_enc, self.b_enc, self.w_dec, self.b_dec], self.job["rate"])
        return {}

    def step(self, raw):
        x = (raw - self.start["mean"]) * self.start["scale"]
        pre = torch.relu((x - self.b_dec) @ self.w_enc + self.b_enc).flatten()
        top = pre.topk(self.job["k"] * len(x), sorted=False)
        f = torch.zeros_like(pre).scatter(0, top.indices, top.values).view(len(x), -1)
        loss = (f @ self.w_dec + self.b_dec - x).pow(2).sum(-1).mean()
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        with torch.no_grad():
            gradient = self.w_dec.grad
            gradient -= (gradient * self.w_dec).sum(-1, keepdim=True) * self.w_dec
            self.adam.step()
            self.w_dec /= self.w_dec.norm(dim=-1, keepdim=True)
        return loss

    def run(self):
        start = time.perf_counter()
        losses = [self.step(batch).detach() for batch in self.batches]
        return {"seconds": time.perf_counter() - start, "losses": [float(loss) for loss in losses]}


def setup(job):
    training = Training(job)
    return {"run": training.run, "restart": training.restart}


serve(setup)
