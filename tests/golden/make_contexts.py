"""Makes tests/golden/contexts/expected.json: windows of made-up features, their context vectors and the coherence of two
neighbour lists, by numpy and scipy.

Versions: requirements.txt. Run: python tests/golden/make_contexts.py
Features 0..FEATURES-1 belong to topics that share words; the last two have no examples. "near" lists each feature's
nearest by a noisy copy of the topics, "far" is a random one. The AUC is over all pairs, not over drawn ones.
"""

import json
import os

import numpy as np
from scipy import sparse

HERE = os.path.dirname(os.path.abspath(__file__))
FEATURES, DEAD, TOPICS, VOCABULARY, EXAMPLES, WINDOW = 60, 2, 6, 80, 12, 10
NEIGHBOURS = 12


def examples(rng):
    topics = rng.dirichlet(np.full(VOCABULARY - 1, 0.08), TOPICS)
    common = rng.dirichlet(np.full(VOCABULARY - 1, 5.0))
    made = []
    for feature in range(FEATURES):
        words = 0.6 * topics[feature % TOPICS] + 0.4 * common
        own = []
        for _ in range(EXAMPLES):
            length = int(rng.integers(4, WINDOW + 1))
            # token 0 stands in every window, as BOS may
            tokens = [0] + (1 + rng.choice(VOCABULARY - 1, length - 1, p=words)).tolist()
            # as much of [peak - 6, peak + 3] as the passage has
            peak = max(length - 4, 0)
            own.append({"passage": int(rng.integers(0, 500)), "peak": peak, "tokens": tokens})
        made.append(own)
    return made + [[] for _ in range(DEAD)]


def vectors(made, keep):
    rows = []
    for own in made:
        counts = np.zeros(VOCABULARY)
        for example in own:
            if keep(example["passage"]):
                np.add.at(counts, example["tokens"], 1)
        rows.append(counts)
    counts = np.array(rows)
    having = (counts > 0).sum(axis=0)
    live = (counts.sum(axis=1) > 0).sum()
    idf = np.log(live / np.maximum(having, 1))
    weighted = sparse.csr_matrix(np.log(1 + counts) * idf)
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return sparse.diags(1 / np.where(norms == 0, 1, norms)) @ weighted


def coherence(matrix, ids):
    similarity = (matrix @ matrix.T).toarray()
    live = np.where(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel() > 0)[0]
    pairs = np.sort([similarity[a, b] for a in live for b in live if a != b])
    auc, overlap = [], []
    for feature in live:
        s = similarity[feature, ids[feature][0]]
        auc.append((np.searchsorted(pairs, s, "left") + np.searchsorted(pairs, s, "right")) / 2 / len(pairs))
        order = [j for j in np.argsort(-similarity[feature], kind="stable") if j != feature][:10]
        overlap.append(len(set(order) & set(ids[feature][:10])) / 10)
    return {"auc": float(np.mean(auc)), "overlap": float(np.mean(overlap))}


def main():
    rng = np.random.default_rng(14)
    made = examples(rng)
    total = FEATURES + DEAD
    near, far = [], []
    for feature in range(total):
        others = [j for j in range(total) if j != feature]
        noise = {j: (j % TOPICS != feature % TOPICS) + rng.normal(0, 0.4) for j in others}
        near.append(sorted(others, key=lambda j: noise[j])[:NEIGHBOURS])
        far.append(rng.permutation(others)[:NEIGHBOURS].tolist())
    whole = vectors(made, lambda passage: True)
    odd = vectors(made, lambda passage: passage % 2 == 1)
    expected = {
        "vocabulary": VOCABULARY,
        "examples": made,
        "neighbours": {"near": near, "far": far},
        "vectors": {
            half: [
                {str(c): round(float(v), 8) for c, v in zip(row.indices, row.data) if v != 0}
                for row in (sparse.csr_matrix(matrix[i]) for i in range(total))
            ]
            for half, matrix in (("all", whole), ("odd", odd))
        },
        "coherence": {
            half: {name: coherence(matrix, ids) for name, ids in (("near", near), ("far", far))}
            for half, matrix in (("all", whole), ("odd", odd))
        },
    }
    path = os.path.join(HERE, "contexts", "expected.json")
    with open(path, "w") as file:
        json.dump(expected, file, separators=(",", ":"))
    print(expected["coherence"], os.path.getsize(path))


main()
