"""A large square matrix product on one thread."""

import time

import torch

from protocol import serve


def setup(job):
    size = job["size"]
    a, b = torch.randn(size, size), torch.randn(size, size)
    out = torch.empty(size, size)

    def measure():
        start = time.perf_counter()
        torch.mm(a, b, out=out)
        return {"seconds": time.perf_counter() - start}

    return {"run": measure}


serve(setup)
