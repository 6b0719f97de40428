"""Makes tests/golden/gguf/tokenizers: tokenizers as GGUF headers hold them, and what the references make of strings.

Versions: gguf 0.19.0, sentencepiece 0.2.3. Run: python tests/golden/make_gguf_tokenizers.py
Byte-level ones are those of tests/golden/tokenizers, whose expected.json counts for them too. The others are trained here
by SentencePiece, as Llama's and Gemma's are, and expected.json holds its ids.
"""

import io
import json
from pathlib import Path

import sentencepiece
from gguf import GGUFWriter, TokenType

HERE = Path(__file__).resolve().parent
TARGET = HERE / "gguf" / "tokenizers"
PRE = {"gpt2": "gpt-2", "neox": "olmo", "llama3": "llama-bpe", "qwen": "qwen2"}
TEXT = [
    "Once upon a time there was a little girl named Lily. She loved to play outside in the sunshine!",
    "The quick brown fox doesn't jump; it's 1234567 and 42, isn't it?  Two  spaces,\tand tabs.",
    "Größe naïve façade 你好世界 こんにちは 한국어 Привет мир",
] * 20


def write(name, model, tokens, kinds, **more):
    writer = GGUFWriter(TARGET / f"{name}.gguf", "llama")
    writer.add_tokenizer_model(model)
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    for key, value in more.items():
        getattr(writer, f"add_{key}")(value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def byte_level(name):
    table = json.loads((HERE / "tokenizers" / name / "tokenizer.json").read_text())
    ids = dict(table["model"]["vocab"])
    added = {token["content"]: token for token in table["added_tokens"]}
    ids.update({content: token["id"] for content, token in added.items()})
    tokens = sorted(ids, key=ids.get)
    assert [ids[token] for token in tokens] == list(range(len(tokens)))
    kinds = [
        TokenType.NORMAL if token not in added else TokenType.CONTROL if added[token]["special"] else TokenType.USER_DEFINED
        for token in tokens
    ]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in table["model"]["merges"]]
    write(name, "gpt2", tokens, kinds, tokenizer_pre=PRE[name], token_merges=merges, bos_token_id=0, eos_token_id=0)


def pieces(name, prefix, **options):
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT),
        model_writer=trained,
        model_type="bpe",
        vocab_size=520,
        byte_fallback=True,
        add_dummy_prefix=prefix,
        remove_extra_whitespaces=False,
        normalization_rule_name="identity",
        split_digits=True,
        minloglevel=2,
        **options,
    )
    model = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
    ids = range(model.vocab_size())
    kinds = [
        TokenType.UNKNOWN if model.IsUnknown(i)
        else TokenType.CONTROL if model.IsControl(i)
        else TokenType.BYTE if model.IsByte(i)
        else TokenType.USER_DEFINED if model.IdToPiece(i) in options.get("user_defined_symbols", ())
        else TokenType.NORMAL
        for i in ids
    ]  # fmt: skip
    write(
        name, "llama", [model.IdToPiece(i) for i in ids], kinds,
        token_scores=[model.GetScore(i) for i in ids], add_space_prefix=prefix,
        bos_token_id=model.bos_id(), eos_token_id=model.eos_id(), unk_token_id=model.unk_id(),
    )  # fmt: skip
    cases = json.loads((HERE / "tokenizers" / "gpt2" / "expected.json").read_text())["cases"]
    # names of control tokens are text to SentencePiece, tokens to everybody who reads chats
    texts = [case["text"] for case in cases if "<s>" not in case["text"]]
    made = [{"text": text, "ids": model.encode(text), "decoded": model.decode(model.encode(text))} for text in texts]
    (TARGET / f"{name}.json").write_text(json.dumps({"vocabulary": len(ids), "cases": made}))


TARGET.mkdir(parents=True, exist_ok=True)
for name in PRE:
    byte_level(name)
pieces("pieces-prefixed", True)
pieces("pieces-plain", False, user_defined_symbols=["\n", "\n\n", "▁▁", "▁▁▁"])
