"""Makes tests/golden/chats: tokenizers with chat templates in the ways that models have them, and the token ids that
transformers' apply_chat_template makes of conversations.

Versions: requirements.txt (transformers 4.57.6). Run: python tests/golden/make_chats.py
"""

import json
import os
import shutil

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

HERE = os.path.dirname(os.path.abspath(__file__))
TEXT = ["Once upon a time there was a dragon. What does it eat? Sheep, mostly! user assistant system model 1 2 3"] * 20

USER = {"role": "user", "content": "What does the dragon eat?\n"}
ANSWER = {"role": "assistant", "content": " Sheep, mostly. 🐑 "}
SYSTEM = {"role": "system", "content": "You are a  dragon."}
CHATS = {"one": [USER], "three": [USER, ANSWER, USER], "system": [SYSTEM, USER, ANSWER, USER]}

# name: special tokens, template, where it is stored. "headers" writes BOS itself, "marks" leaves it to the caller.
KINDS = {
    "headers": (
        dict(bos_token="<|begin|>", eos_token="<|eot|>", additional_special_tokens=["<|head|>", "<|tail|>"]),
        """{{- bos_token }}
{%- for message in messages %}
    {{- '<|head|>' + message['role'] + '<|tail|>\n\n' + message['content'] | trim + eos_token }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|head|>assistant<|tail|>\n\n' }}
{%- endif %}
""",
        "file",
    ),
    "marks": (
        dict(eos_token="<|end|>", additional_special_tokens=["<|start|>", "<|text|>"]),
        """{% if messages[0].role != 'system' %}{% set messages = [{'role': 'system', 'content': 'Be kind.'}] + messages %}{% endif %}
{% for message in messages %}
{% set who = namespace(name=message.role) %}
{% if loop.last and message.role is defined %}{% set who.name = message.role | upper %}{% endif %}
<|start|>{{ who.name }}
{{ message.content }}<|end|>
{% endfor %}
{% if add_generation_prompt %}<|start|>assistant
{% endif %}""",
        "config",
    ),
    "turns": (
        dict(bos_token="<bos>", eos_token="<eos>", additional_special_tokens=["<turn>", "</turn>"]),
        """{{ bos_token }}{% for message in messages %}{% if message['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}{{ '<turn>' + role + '\n' + (message['content'] | trim) + '</turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<turn>model\n' }}{% endif %}""",
        "named",
    ),
    # as GPT-OSS's: a macro writes the system message, that of the conversation goes to another role, answers have a channel
    "channels": (
        dict(eos_token="<|return|>", additional_special_tokens=["<|start|>", "<|channel|>", "<|message|>", "<|end|>"]),
        """{%- macro opening() -%}
    {%- if model_identity is not defined %}
        {%- set model_identity = "You keep a dragon." %}
    {%- endif %}
    {{- model_identity + "\n\n" }}
    {%- if tools -%}
        {{- "Tools: " + tools | tojson }}
    {%- endif -%}
    {{- "Channels: analysis, final." }}
{%- endmacro -%}
{{- "<|start|>system<|message|>" }}
{{- opening() }}
{{- "<|end|>" }}
{%- if messages[0].role == "developer" or messages[0].role == "system" %}
    {%- set instructions = messages[0].content %}
    {%- set rest = messages[1:] %}
{%- else %}
    {%- set instructions = "" %}
    {%- set rest = messages %}
{%- endif %}
{%- if instructions %}
    {{- "<|start|>developer<|message|># Instructions\n\n" + instructions + "\n\n<|end|>" }}
{%- endif %}
{%- for message in rest -%}
    {%- if message.role == 'assistant' -%}
        {%- if "content" in message and "<|channel|>" in message.content %}
            {{- raise_exception("Messages have no channels") }}
        {%- endif %}
        {%- set end = "<|return|>" if loop.last and not add_generation_prompt else "<|end|>" %}
        {{- "<|start|>assistant<|channel|>final<|message|>" + message.content + end }}
    {%- else -%}
        {{- "<|start|>user<|message|>" + message.content + "<|end|>" }}
    {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
<|start|>assistant
{%- endif -%}""",
        "file",
    ),
}


def ended(fast, messages):
    """A conversation without a prompt for more: its ids, and the tokens [start, end) of each message, by offsets."""
    text = fast.apply_chat_template(messages, add_generation_prompt=False, tokenize=False)
    encoded = fast(text, add_special_tokens=False, return_offsets_mapping=True)
    turns, at = [], 0
    for message in messages:
        content = message["content"] if text.find(message["content"], at) >= 0 else message["content"].strip()
        start = text.index(content, at)
        at = start + len(content)
        inside = [i for i, (a, b) in enumerate(encoded["offset_mapping"]) if start <= a and b <= at]
        turns.append({"role": message["role"], "start": inside[0], "end": inside[-1] + 1})
    return {"ids": encoded["input_ids"], "turns": turns}


def make(name, special, template, stored):
    folder = os.path.join(HERE, "chats", name)
    shutil.rmtree(folder, ignore_errors=True)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokens = [token for value in special.values() for token in (value if isinstance(value, list) else [value])]
    tokens = [AddedToken(token, special=True, normalized=False) for token in [*tokens, "<|text|>"]]
    trainer = trainers.BpeTrainer(vocab_size=330, special_tokens=tokens, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(TEXT, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)
    fast.chat_template = template
    fast.save_pretrained(folder, save_jinja_files=stored == "file")
    os.remove(os.path.join(folder, "special_tokens_map.json"))
    if stored == "named":
        path = os.path.join(folder, "tokenizer_config.json")
        with open(path) as file:
            config = json.load(file)
        config["chat_template"] = [{"name": "tool_use", "template": "{{ nothing }}"}, {"name": "default", "template": template}]
        with open(path, "w") as file:
            json.dump(config, file, indent=2)
    cases = []
    for title, messages in CHATS.items():
        try:
            ids = fast.apply_chat_template(messages, add_generation_prompt=True, tokenize=True)
            cases.append({"chat": title, "messages": messages, "ids": list(ids), "ended": ended(fast, messages)})
        except Exception as error:
            cases.append({"chat": title, "messages": messages, "error": str(error)})
    bos = fast.bos_token_id if fast.bos_token_id is not None else fast.eos_token_id
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump({"vocabulary": len(fast), "bos": bos, "cases": cases}, file)
    print(name, len(fast), [len(case.get("ids", [])) for case in cases], os.listdir(folder))


for name, kind in KINDS.items():
    make(name, *kind)
