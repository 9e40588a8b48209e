"""The pictures of a corpus, opened: what looks alike, and what is named or described so.

    index.like(photo, 3)[0]            → Likeness(Picture("Ray_Charles_1968.jpg", …, nodes=(45,)), 0.97)
    index.about("Ray Charles 1968", 3) → the same picture first

Likeness is found in two steps: the inner product with every picture as a whole (`pictures_features`; a picture counts
by its best view), exact and memory-mapped; then of the best 30 the details that agree (`pictures_details`). Half of the
similarity is the inner product; half how sure it is the same picture, by its details, or by an inner product that
different pictures don't have. An index by CLIP has its vectors in the place of the features.

The product takes 80 ms with 100,000 pictures on two cores (0.7 GB read), and grows with their number: FAISS with
inverted lists would pay from about a million on, and give up exactness.

All of sample's 147 maps and a ZIM file's 97 pictures find their page first; so do every fourth and every third of them
(37 and 33) blurred, made small and warped, as they are and after the tool that repairs it (which refused one).
"""

import json
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from synthloom.catalog.corpus.pictures_details import Details, agreeing, details
from synthloom.catalog.corpus.pictures_features import Numbers, features, looks, pixels
from synthloom.catalog.corpus.search import Passages
from synthloom.schemas.corpus import Embedder, Likeness, Picture

CANDIDATES = 30
"""Pictures whose details are compared, some 2 ms each."""
HALF = 10
"""So many agreeing points count half of what can be had by details."""
RESEMBLING = 0.85
"""Inner product up to which different pictures come: maps of two countries 0.80 in the middle, 0.88 at the most."""


class LocalPictures:
    """An index in its folder; see `schemas.corpus.PictureIndex`. Threads may share it."""

    def __init__(self, folder: Path, embedder: Embedder | None) -> None:
        told = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        self.folder, self._embedder = folder, embedder
        self.skipped: dict[str, int] = told["skipped"]
        self._views, self._language = int(told["views"]), str(told["language"])
        self._features = np.asarray(np.load(folder / "features.npy", mmap_mode="r"))
        self._places = np.asarray(np.load(folder / "places.npy", mmap_mode="r"))
        self._around = np.asarray(np.load(folder / "around.npy", mmap_mode="r"))
        self._detail_starts: NDArray[np.int64] = np.load(folder / "offsets.npy")

    def __len__(self) -> int:
        return len(self._pictures)

    @cached_property
    def _pictures(self) -> list[Picture]:
        with (self.folder / "pictures.jsonl").open(encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        return [Picture(name, digest, width, height, tuple(nodes)) for name, digest, width, height, nodes in rows]

    @cached_property
    def _named(self) -> Passages:
        return Passages(self.folder / "names", self._language)

    def like(self, image: Image.Image, k: int) -> list[Likeness]:
        if not len(self):
            return []
        faces = looks(pixels(image))
        asked = self._embedder.embed_images([Image.fromarray(f) for f in faces]) if self._embedder else _all(faces)
        as_whole = self._best(asked)
        likest = np.argsort(-as_whole, kind="stable")[: max(CANDIDATES, k)].tolist()
        seen = [details(face) for face in faces]
        found = [Likeness(self._pictures[at], self._similarity(float(as_whole[at]), seen, at)) for at in likest]
        return sorted(found, key=lambda likeness: -likeness.similarity)[:k]

    def about(self, text: str, k: int) -> list[Likeness]:
        if not len(self):
            return []
        if self._embedder:
            fits = self._best(self._embedder.embed_texts([text]))
            best = np.argsort(-fits, kind="stable")[:k].tolist()
            return [Likeness(self._pictures[at], round(float(fits[at]), 4)) for at in best]
        hits = self._named.search(text, k)
        return [Likeness(self._pictures[hit.node], round(hit.score / hits[0].score, 4)) for hit in hits]

    def _best(self, asked: Numbers) -> Numbers:
        """For each picture the highest inner product of any look with any view."""
        products = np.max([self._features @ row for row in asked], axis=0)
        return np.asarray(products.reshape(-1, self._views).max(1))

    def _similarity(self, as_whole: float, seen: list[Details], at: int) -> float:
        start, stop = self._detail_starts[at : at + 2].tolist()
        kept = Details(np.asarray(self._places[start:stop], np.float32), self._around[start:stop])
        agree = max(agreeing(one, kept) for one in seen)
        sure = max(agree / (agree + HALF), (as_whole - RESEMBLING) / (1 - RESEMBLING))
        return round(0.5 * max(as_whole, 0.0) + 0.5 * sure, 4)


def _all(faces: list[NDArray[np.uint8]]) -> Numbers:
    return np.stack([features(face) for face in faces])
