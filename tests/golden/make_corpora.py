"""Makes tests/golden/corpora: a column of texts as parquet, plain and compressed.

Versions: requirements.txt (pyarrow 26.0.1). Run: python tests/golden/make_corpora.py
"""

import os

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
