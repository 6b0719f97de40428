"""Makes tests/golden/tokenizers: small tokenizers of the kinds in use, and what the reference library makes of strings.

Versions: requirements.txt (tokenizers 0.22.2). Run: python tests/golden/make_tokenizers.py
"""

import json
import os
import shutil

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

HERE = os.path.dirname(os.path.abspath(__file__))
TEXT = [
    "Once upon a time there was a little girl named Lily. She loved to play outside in the sunshine!",
    "The quick brown fox doesn't jump; it's 1234567 and 42, isn't it?  Two  spaces,\n\nnew lines\tand tabs.",
    "def f(x):\n    return {'a': x + 1}\n",
    "Größe naïve façade 你好世界 こんにちは 한국어 Привет мир",
] * 20
NASTY = [
    "",
    " ",
    "   ",
    "\n",
    "\n\n\t \r\n",
    "a",
    " a",
    "Once upon a time, there was a little girl.",
    "  leading and trailing  ",
    "don't can't I'LL we've",
    "1234567890 3.14 1,000",
    "你好，世界！こんにちは 한국어",
    "😀👨‍👩‍👧‍👦🏳️‍🌈 é e\u0301 ﬁ Ⅷ ½",
    "\u0000\u0001\u007f\u200b\u202e\ufeff",
    "مرحبا שלום नमस्ते",
    "a\u00a0b\u3000c",
    "𝕳𝖊𝖑𝖑𝖔 ᚠᛇᚻ",
    "<|endoftext|>text<|endoftext|> <s></s><0x0A>▁Ġ",
    "x" * 40,
    "def f(x):\n    return x\n",
]
GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN = GPT4.replace(r"\p{N}{1,3}", r"\p{N}")
# GPT-4o's and GPT-OSS's
WORD = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]%s[\p{Ll}\p{Lm}\p{Lo}\p{M}]%s(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
O200K = "|".join([WORD % ("*", "+"), WORD % ("+", "*"), r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
BYTES = [f"<0x{i:02X}>" for i in range(256)]


def byte_level(name, pre, normalizer=None, extra=()):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.ByteLevel()
    if normalizer:
        tokenizer.normalizer = normalizer
    train(tokenizer, ["<|endoftext|>"], pre_tokenizers.ByteLevel.alphabet())
    if extra:
        tokenizer.add_tokens(list(extra))
    save(name, tokenizer)


def sentencepiece(name, normalizer, split):
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizer
    if split:
        tokenizer.pre_tokenizer = split
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), *([decoders.Strip(" ", 1, 0)] if name == "llama" else [])]
    )
    train(tokenizer, ["<unk>", "<s>", "</s>", *BYTES], [])
    # the bytes are ordinary tokens of the vocabulary, not special ones
    table = json.loads(tokenizer.to_str())
    table["added_tokens"] = [token for token in table["added_tokens"] if token["content"] not in BYTES]
    save(name, Tokenizer.from_str(json.dumps(table)))


def train(tokenizer, special, alphabet):
    trainer = trainers.BpeTrainer(vocab_size=520, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(TEXT, trainer)


def save(name, tokenizer):
    folder = os.path.join(HERE, "tokenizers", name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, "tokenizer.json"), "w") as file:
        file.write(tokenizer.to_str())
    made = [{"text": text, "ids": (ids := tokenizer.encode(text, add_special_tokens=False).ids), "decoded": tokenizer.decode(ids)} for text in NASTY]
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump({"vocabulary": tokenizer.get_vocab_size(), "cases": made}, file, ensure_ascii=True)
    print(name, tokenizer.get_vocab_size(), sum(len(case["ids"]) for case in made))


B = pre_tokenizers.ByteLevel
byte_level("gpt2", B(add_prefix_space=False, use_regex=True))
byte_level("neox", B(add_prefix_space=False, use_regex=True), normalizers.NFC(), [AddedToken(" " * n, normalized=True) for n in (4, 3, 2)])
byte_level("llama3", pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(GPT4), "isolated"), B(add_prefix_space=False, use_regex=False)]))
byte_level("qwen", pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(QWEN), "isolated"), B(add_prefix_space=False, use_regex=False)]), normalizers.NFC())
byte_level("o200k", pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(O200K), "isolated"), B(add_prefix_space=False, use_regex=False)]))
sentencepiece("llama", normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), None)
sentencepiece("gemma", normalizers.Replace(" ", "▁"), pre_tokenizers.Split(" ", "merged_with_previous"))
