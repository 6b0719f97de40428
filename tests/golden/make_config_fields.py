"""Makes tests/golden/config-fields.json: the entries of config.json that transformers' code of each family reads.

Versions: requirements.txt. Run: python tests/golden/make_config_fields.py
"""

import importlib
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = "gpt2 gpt_neo gpt_neox llama mistral qwen2 qwen3 qwen3_moe gemma gemma2 gemma3 phi3 olmo2 olmo3 stablelm smollm3"
READ = re.compile(r"\bconfig\.([a-z]\w*)|getattr\((?:self\.)?config, \"(\w+)\"")


def fields(model):
    module = importlib.import_module(f"transformers.models.{model}.modeling_{model}")
    with open(module.__file__) as file:
        return {a or b for a, b in READ.findall(file.read())}


if __name__ == "__main__":
    rope = importlib.import_module("transformers.modeling_rope_utils")
    with open(rope.__file__) as file:
        shared = {a or b for a, b in READ.findall(file.read().split("def _check_received_keys")[0])}
    found = {m: sorted(fields(m) | (set() if m in ("gpt2", "gpt_neo") else shared)) for m in MODELS.split()}
    with open(os.path.join(HERE, "config-fields.json"), "w") as file:
        json.dump(found, file, indent=1)
