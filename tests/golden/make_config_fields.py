"""Makes tests/golden/config-fields.json: the entries of config.json that transformers' code of each family reads.

Versions: requirements.txt. Run: python tests/golden/make_config_fields.py, with version 5 once more for the families that it
alone knows. What the other version has written stays.
"""

import importlib
import json
import os
import re

import transformers

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = "gpt2 gpt_neo gpt_neox llama mistral qwen2 qwen3 qwen3_moe gemma gemma2 gemma3 phi3 olmo2 olmo3 stablelm smollm3 gpt_oss"
LATER = "gemma4 gemma4_unified"
READ = re.compile(r"\bconfig\.([a-z]\w*)|getattr\((?:self\.)?config, \"(\w+)\"")


def fields(model):
    module = importlib.import_module(f"transformers.models.{model}.modeling_{model}")
    with open(module.__file__) as file:
        return {a or b for a, b in READ.findall(file.read())}


if __name__ == "__main__":
    rope = importlib.import_module("transformers.modeling_rope_utils")
    with open(rope.__file__) as file:
        shared = {a or b for a, b in READ.findall(file.read().split("def _check_received_keys")[0])}
    models = (LATER if transformers.__version__.startswith("5") else MODELS).split()
    path = os.path.join(HERE, "config-fields.json")
    with open(path) as file:
        found = json.load(file)
    found |= {m: sorted(fields(m) | (set() if m in ("gpt2", "gpt_neo") else shared)) for m in models}
    with open(path, "w") as file:
        json.dump(found, file, indent=1)
