"""Makes tests/golden/gguf/blocks.json: blocks of every type that is read of GGUF files, and the numbers in them.

Versions: requirements.txt (gguf 0.19.0). Run: python tests/golden/make_gguf_blocks.py
Bytes are random but for the scales, which are small float16 numbers; what they stand for is gguf.quants.dequantize.
"""

import base64
import json
import os

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize

HERE = os.path.dirname(os.path.abspath(__file__))
# where the float16 scales stand in a block
SCALES = {
    "F16": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}  # fmt: skip
FLOATS = ("F32", "F16", "BF16")

random = np.random.default_rng(7)
made = []
for name in [*FLOATS, *(name for name in SCALES if name not in FLOATS)]:
    kind = GGMLQuantizationType[name]
    numbers, size = GGML_QUANT_SIZES[kind]
    count = 64 if name in FLOATS else 3
    if name == "F32":
        data = random.normal(size=count).astype(np.float32).view(np.uint8)
    elif name == "BF16":
        data = (random.normal(size=count).astype(np.float32).view(np.uint32) >> 16).astype(np.uint16).view(np.uint8)
    else:
        blocks = random.integers(0, 256, size=(count, size), dtype=np.uint8)
        for at in SCALES[name]:
            blocks[:, at : at + 2] = random.normal(scale=0.02, size=(count, 1)).astype(np.float16).view(np.uint8)
        data = blocks.reshape(-1)
    expected = dequantize(data.reshape(1, -1), kind).astype(np.float32).reshape(-1)
    assert expected.size == count * numbers and np.isfinite(expected).all()
    made.append({
        "type": name,
        "number": int(kind),
        "block": numbers,
        "bytes": size,
        "data": base64.b64encode(data.tobytes()).decode(),
        "expected": base64.b64encode(expected.tobytes()).decode(),
    })  # fmt: skip

folder = os.path.join(HERE, "gguf")
os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, "blocks.json"), "w") as file:
    json.dump(made, file, indent=1)
print([entry["type"] for entry in made])
