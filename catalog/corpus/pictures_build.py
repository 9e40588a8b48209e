"""Building the picture index of a corpus: once, on first use, in a folder of its own beside the corpora.

    pictures_of(corpus, None) → <catalog>/picture_indexes/5d0c1f…-perceptual-1/: index.json, pictures.jsonl,
                                features.npy, around.npy, places.npy, offsets.npy, names/

Every picture that the source itself holds is in it once, with the pages that show it; files that it doesn't hold, and
those that are no picture, are counted. A picture takes 20 to 90 ms of a processor and 15 to 24 KB.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from PIL import Image

from synthloom.catalog.corpus.beside import made_once
from synthloom.catalog.corpus.pictures_details import Details, details
from synthloom.catalog.corpus.pictures_features import VERSION, VIEWS, WIDTH, Numbers, Pixels, features, pixels, views
from synthloom.catalog.corpus.pictures_index import LocalPictures
from synthloom.catalog.corpus.search import PassageWriter
from synthloom.catalog.media import probe
from synthloom.schemas.corpus import Embedder
from synthloom.schemas.media import BadImage, Media

if TYPE_CHECKING:
    from synthloom.catalog.corpus.opened import LocalCorpus

LOT = 64
"""Pictures decoded at once: 512 pixels wide and high, 50 MB."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])|[_.-]")
_ENDING = re.compile(r"(?:\.svg)?\.\w{3,4}$", re.IGNORECASE)


def pictures_of(corpus: "LocalCorpus", embedder: Embedder | None) -> LocalPictures:
    """The index of a corpus's pictures, made if it isn't there. Raises `OSError` where the source can't be asked."""
    kind = f"perceptual-{VERSION}" if embedder is None else f"clip-{sha256(embedder.name.encode()).hexdigest()[:12]}"
    folder = corpus.folder.parent.parent / "picture_indexes" / f"{corpus.info.key}-{kind}"
    made_once(folder, lambda aside: _build(corpus, embedder, aside))
    return LocalPictures(folder, embedder)


class _Seen(NamedTuple):
    """What is kept of a picture."""

    name: str
    media: Media
    small: Pixels
    rows: Numbers
    details: Details


def _build(corpus: "LocalCorpus", embedder: Embedder | None, folder: Path) -> None:
    if corpus.info.address and not corpus.source_is_there:
        raise FileNotFoundError(f"{corpus.info.address}, which holds the pictures, isn't there any more")
    shown, skipped = _shown(corpus), Counter[str]()
    names = PassageWriter(folder / "names", corpus.info.language)
    offsets, count, width = [0], 0, WIDTH
    with (
        (folder / "pictures.jsonl").open("w", encoding="utf-8") as rows,
        (folder / "features.bin").open("wb") as feature_file,
        (folder / "around.bin").open("wb") as around_file,
        (folder / "places.bin").open("wb") as place_file,
    ):
        for lot in _lots(corpus, list(shown), skipped):
            if embedder is not None:
                vectors = embedder.embed_images([Image.fromarray(seen.small) for seen in lot])
                width = vectors.shape[1]
                lot = [seen._replace(rows=row[None]) for seen, row in zip(lot, vectors, strict=True)]
            for seen in lot:
                nodes = shown[seen.name]
                told = [seen.name, seen.media.hash, seen.media.width, seen.media.height, nodes]
                rows.write(json.dumps(told, ensure_ascii=False) + "\n")
                feature_file.write(seen.rows.astype("<f4").tobytes())
                around_file.write(seen.details.around.tobytes())
                place_file.write(seen.details.places.astype("<f2").tobytes())
                offsets.append(offsets[-1] + len(seen.details.places))
                titles = " ".join(corpus.title(node) for node in nodes)
                names.add(count, titles, [_said(corpus, seen.name, nodes)])
                count += 1
    names.close()
    views_each = VIEWS if embedder is None else 1
    _to_array(folder / "features", "<f4", (count * views_each, width))
    _to_array(folder / "around", "u1", (offsets[-1], 128))
    _to_array(folder / "places", "<f2", (offsets[-1], 2))
    np.save(folder / "offsets.npy", np.array(offsets, np.int64))
    about = {"views": views_each, "language": corpus.info.language, "skipped": dict(sorted(skipped.items()))}
    (folder / "index.json").write_text(json.dumps(about, indent=1), encoding="utf-8")


def _shown(corpus: "LocalCorpus") -> dict[str, list[int]]:
    """File → the pages that name it: where it comes first among their files, then those linked to most."""
    table = pq.read_table(corpus.folder / "pages.parquet", columns=["files", "in_degree"])
    found = dict[str, list[tuple[int, int, int]]]()
    for node, (named, in_degree) in enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True)):
        for place, name in enumerate(dict.fromkeys(named)):
            found.setdefault(name, []).append((place, -in_degree, node))
    return {name: [node for _, _, node in sorted(rows)] for name, rows in found.items()}


def _lots(corpus: "LocalCorpus", names: Sequence[str], skipped: Counter[str]) -> Iterator[list[_Seen]]:
    """The pictures that can be used, in the order of names; the source is read by one thread."""
    left = iter(names)
    with ThreadPoolExecutor() as pool:
        while lot := [(name, corpus.image(name)) for name in islice(left, LOT)]:
            skipped["not_held"] += sum(data is None for _, data in lot)
            made = list(pool.map(_seen, (row for row in lot if row[1] is not None)))
            skipped.update(seen for seen in made if isinstance(seen, str))
            yield [seen for seen in made if not isinstance(seen, str)]


def _seen(row: tuple[str, bytes]) -> _Seen | str:
    """A picture's features, or why it can't be used."""
    name, data = row
    try:
        media = probe(data)
        small = pixels(Image.open(io.BytesIO(data)))
    except BadImage as error:
        return error.reason
    return _Seen(name, media, small, np.stack([features(view) for view in views(small)]), details(small))


def _said(corpus: "LocalCorpus", name: str, nodes: Sequence[int]) -> str:
    """What a picture is found by besides its pages' titles: the words of its name, and what its first page is."""
    entry = corpus.entry(nodes[0])
    return f"{words_of(name)}. {entry.short_description or ' '.join(entry.lead.split()[:40])}"


def words_of(name: str) -> str:
    """`RayCharles_Live.jpg` → `Ray Charles Live`."""
    return " ".join(_CAMEL.sub(" ", _ENDING.sub("", name)).split())


def _to_array(stem: Path, kind: str, shape: tuple[int, int]) -> None:
    """Raw numbers to a `.npy` file, without holding them in memory."""
    raw = stem.with_suffix(".bin")
    made = np.lib.format.open_memmap(stem.with_suffix(".npy"), "w+", np.dtype(kind), shape)
    if made.size:
        made[:] = np.memmap(raw, np.dtype(kind), "r", shape=shape)
    made.flush()
    raw.unlink()
