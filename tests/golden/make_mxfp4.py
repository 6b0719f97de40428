"""Makes tests/golden/mxfp4.json: blocks and scales, and the numbers that transformers makes of them.

Versions: requirements.txt. Run: python tests/golden/make_mxfp4.py
"""

import json
import os

import torch
from transformers.integrations.mxfp4 import convert_moe_packed_tensors

HERE = os.path.dirname(os.path.abspath(__file__))
# the smallest and the largest that give finite numbers, those around 1, and such as are in use
SCALES = [0, 1, 2, 3, 60, 100, 114, 118, 119, 120, 121, 122, 125, 126, 127, 128, 129, 130, 140, 200, 251, 252]

if __name__ == "__main__":
    generator = torch.Generator().manual_seed(0)
    scales = torch.tensor(SCALES, dtype=torch.uint8).reshape(1, 2, 11)
    every = torch.cat([torch.arange(256), torch.randint(0, 256, (22 * 16 - 256,), generator=generator)])
    blocks = every.to(torch.uint8)[torch.randperm(22 * 16, generator=generator)].reshape(1, 2, 11, 16)
    wide = convert_moe_packed_tensors(blocks, scales)  # bfloat16 [experts, in, out]
    bits = wide.float().transpose(1, 2).contiguous().view(torch.int32)
    with open(os.path.join(HERE, "mxfp4.json"), "w") as file:
        json.dump({"blocks": blocks.flatten().tolist(), "scales": SCALES, "bits": bits.flatten().tolist()}, file)
    print(wide.shape, wide.dtype, float(wide.abs().max()), int(wide.isfinite().sum()))
