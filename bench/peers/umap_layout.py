"""UMAP of points whose nearest neighbours are given, and how true a layout is to the points."""

import time
import warnings

import numpy
import umap
from sklearn.manifold import trustworthiness

from protocol import serve


def setup(job):
    points = numpy.fromfile(job["points"], dtype=numpy.float32).reshape(-1, job["width"])
    near = job["neighbours"]
    ids = numpy.fromfile(job["ids"], dtype=numpy.int32).reshape(len(points), near)
    distances = numpy.fromfile(job["distances"], dtype=numpy.float32).reshape(len(points), near)
    warnings.filterwarnings("ignore")

    def lay_out(rows, epochs):
        # a seed makes umap-learn run on one thread
        layout = umap.UMAP(
            n_neighbors=near,
            min_dist=job["minDistance"],
            spread=job["spread"],
            n_epochs=epochs,
            negative_sample_rate=job["negatives"],
            metric="cosine",
            random_state=job["seed"],
            precomputed_knn=(ids[rows], distances[rows]),
        )
        return layout.fit_transform(points[rows])

    state = {}

    def run():
        start = time.perf_counter()
        state["layout"] = lay_out(slice(None), job["epochs"])
        return {"seconds": time.perf_counter() - start}

    def result():
        return {
            "positions": state["layout"].astype(float).ravel().tolist(),
            "trustworthiness": trustworthiness(
                points, state["layout"], n_neighbors=job["measured"], metric="cosine"
            ),
        }

    return {"run": run, "result": result}


serve(setup)
