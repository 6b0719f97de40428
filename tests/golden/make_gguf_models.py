"""Makes tests/golden/gguf/models: the models of tests/golden/models as llama.cpp's converter writes them.

Versions: the converter of llama.cpp as vendored in llama-cpp-python 0.3.16, transformers 4.57.6.
Run: python tests/golden/make_gguf_models.py FOLDER-OF-LLAMA.CPP
The vocabulary is made up, since those models have none; what they compute stands beside the originals.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from safetensors.torch import load_file, save_file

HERE = Path(__file__).resolve().parent
sys.path.insert(0, sys.argv[1])
sys.path.insert(1, os.path.join(sys.argv[1], "gguf-py"))

import convert_hf_to_gguf as converter  # noqa: E402
import gguf  # noqa: E402

# name: how floats are stored
MODELS = {
    "gpt2": "f32",
    "gpt-neox": "f32",
    "llama": "f32",
    "llama3": "f32",
    "qwen2": "f32",
    "qwen3": "f32",
    "gemma2": "f32",
    "gemma3": "f32",
    "gemma": "f32",
    "phi3": "f32",
    "olmo2": "f32",
    "stablelm": "f32",
    "smollm3-published": "f32",
    "qwen3-moe-every": "f32",
}
KINDS = {"f32": gguf.LlamaFileType.ALL_F32}


def made_up(self):
    tokens = [f"t{i}".encode() for i in range(self.hparams["vocab_size"])]
    self.gguf_writer.add_tokenizer_model("gpt2")
    self.gguf_writer.add_tokenizer_pre("gpt-2")
    self.gguf_writer.add_token_list(tokens)
    self.gguf_writer.add_token_types([1] * len(tokens))
    self.gguf_writer.add_token_merges(["t 0"])
    self.gguf_writer.add_bos_token_id(1)
    self.gguf_writer.add_eos_token_id(2)


def widened(folder):
    """Gemma's norms are stored as 1 + weight, which in half precision would be another number."""
    copy = Path(tempfile.mkdtemp()) / folder.name
    shutil.copytree(folder, copy)
    file = copy / "model.safetensors"
    save_file({k: v.float() for k, v in load_file(file).items()}, file, metadata={"format": "pt"})
    return copy


(HERE / "gguf" / "models").mkdir(parents=True, exist_ok=True)
for name, kind in MODELS.items():
    folder = HERE / "models" / name
    folder = widened(folder) if name == "gemma" else folder
    hparams = json.loads((folder / "config.json").read_text())
    architecture = converter.get_model_architecture(hparams, converter.ModelType.TEXT)
    family = converter.ModelBase.from_model_architecture(architecture)
    family.set_vocab = made_up
    family._create_vocab_sentencepiece = lambda self: ([b""] * self.hparams["vocab_size"], [], [])
    hparams.setdefault("n_ctx", hparams.get("n_positions"))
    # the converter looks for it here, and takes 8192 where it is not
    hparams.update((hparams.get("rope_scaling") or {}).items() & {("original_max_position_embeddings", 16)})
    target = HERE / "gguf" / "models" / f"{name}.gguf"
    family(folder, KINDS[kind], target, hparams=hparams).write()
    print(name, target.stat().st_size)
