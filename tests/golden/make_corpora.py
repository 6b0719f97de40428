"""Makes tests/golden/corpora: texts, conversations and token ids as parquet, plain and compressed, and JSON lines in zstd.

Versions: requirements.txt (pyarrow 26.0.1), zstd 1.5. Run: python tests/golden/make_corpora.py
"""

import json
import os
import subprocess

import pyarrow as pa
import pyarrow.parquet as pq

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpora")
TEXTS = [f"Story {i}: größe, 你好, 🐉 and\nnew lines." for i in range(600)]

os.makedirs(HERE, exist_ok=True)
table = pa.table({"id": list(range(600)), "text": TEXTS, "story": TEXTS})
pq.write_table(table, os.path.join(HERE, "zstd.parquet"), compression="zstd", row_group_size=250)
pq.write_table(table.slice(0, 40), os.path.join(HERE, "snappy.parquet"), compression="snappy")
pq.write_table(
    pa.table({"text": ["a", None, "b"]}), os.path.join(HERE, "with-null.parquet"), compression="none"
)

# Conversations and token ids with padding, as data sets have them.
CHAT = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "Who are you?"},
    {"role": "assistant", "content": "A model."},
]
pq.write_table(
    pa.table({"id": [1, 2], "messages": [CHAT, [{"role": "user", "content": "größe 🐉"}]]}),
    os.path.join(HERE, "messages.parquet"),
)
pq.write_table(
    pa.table(
        {
            "input_ids": pa.array([[3, 4, 5, 0], [6, 7, 8, 9]], pa.list_(pa.int64())),
            "attention_mask": pa.array([[1, 1, 1, 0], [1, 1, 1, 1]], pa.list_(pa.int8())),
        }
    ),
    os.path.join(HERE, "input-ids.parquet"),
)

# Zstandard as the zstd command packs it, in two frames.
lines = [json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in TEXTS]
with open(os.path.join(HERE, "stories.jsonl.zst"), "wb") as file:
    for part in (lines[:250], lines[250:]):
        file.write(subprocess.run(["zstd", "-c"], input="".join(part).encode(), stdout=subprocess.PIPE, check=True).stdout)
