"""Rows that are in a benchmark: the same picture, one that looks like it, the same question, or most of it.

    matches(version, rows, Path("simplevqa"))
    → Found({"9c1f…": "picture"}, report: … "matches": [{"row": "9c1f…", "by": "picture", "file": "test.jsonl", …}])

A row matches by the strongest of:
- `picture`: the bytes of a picture it asks about (`keys.py`) are the benchmark's
- `near_picture`: they look alike (`near.py`)
- `question`: equal words; short ones (`What is this?`) only where one side has no picture
- `8_words`: more than half of the benchmark's question stands in it, in runs of eight words. That is the rule that
  Tülu 3 was decontaminated by (arXiv 2411.15124, section 3.2), where shorter runs found mostly chance and longer ones
  missed texts with a word changed. Runs that more than 100 of its questions have are its template and no question.
Edit pairs match by pictures alone: their questions are templates.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from PIL import Image

from synthloom.catalog.contamination.benchmark import Item, benchmark
from synthloom.catalog.contamination.keys import pictures_of, plain
from synthloom.catalog.contamination.near import Looks, alike, looks
from synthloom.catalog.contamination.tables import opened
from synthloom.catalog.exports.families import family
from synthloom.catalog.media import LocalMedia, decode, upright_rgb
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media

RUN, SHARE = 8, 0.5
TEMPLATE = 100
"""Questions that have a run of words before it counts as the benchmark's template."""
BATCH = 10_000
Gram = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Matching rows, each with its way, and what the report says."""

    rows: dict[str, str]
    report: dict[str, Any]


@dataclass
class _Known:
    """A benchmark in memory: its texts as words, its pictures as hashes and looks."""

    places: list[dict[str, str]] = field(default_factory=list)
    lengths: dict[int, int] = field(default_factory=dict)
    by_text: dict[str, int] = field(default_factory=dict)
    by_gram: dict[Gram, list[tuple[int, int, int]]] = field(default_factory=lambda: defaultdict(list))
    """Run → item, which of its texts, where in it."""
    by_hash: dict[str, int] = field(default_factory=dict)
    pictured: set[int] = field(default_factory=set)
    owners: list[int] = field(default_factory=list)
    """The items of the pictures looked at, in order."""


def matches(version: Version, rows: pa.Schema, path: Path) -> Found:
    """Compare all rows with a benchmark. Raises `UserError` for one that can't be read."""
    found = benchmark(path)
    known = _Known()
    theirs = looks(picture for item in found.items for picture in _add(known, item))
    if not known.by_text and not known.by_hash:
        raise UserError(
            f"{path} has {len(known.places)} rows and no question or picture among them that can be compared; name its "
            "columns question, prompt, messages or image"
        )
    hits = {**_by_text(version, rows, known), **_by_picture(version, rows, known, theirs)}
    told = [{"row": row_id, **told} for row_id, told in sorted(hits.items())]
    report = {
        "name": path.name,
        "kind": "benchmark",
        "rows": len(known.places),
        "texts": len(known.by_text),
        "pictures": len(known.by_hash),
        "unreadable": dict(sorted(found.unreadable.items())),
        "found": dict(sorted(Counter(hit["by"] for hit in told).items())),
        "matches": told,
    }
    return Found({row_id: hit["by"] for row_id, hit in hits.items()}, report)


def _add(known: _Known, item: Item) -> Iterator[Callable[[], Image.Image]]:
    """Remember an item; its pictures that are new are handed on to be looked at, and not kept."""
    number = len(known.places)
    known.places.append({"file": item.file, "where": item.where})
    for data in item.pictures:
        digest = hashlib.sha256(data).hexdigest()
        known.pictured.add(number)
        if digest not in known.by_hash:
            known.by_hash[digest] = number
            known.owners.append(number)
            yield partial(_opened, data)
    for text in item.texts:
        words = plain(text).split()
        joined = " ".join(words)
        if not words or joined in known.by_text:
            continue
        known.by_text[joined] = number
        name = len(known.lengths)
        known.lengths[name] = len(words)
        for place, gram in enumerate(_grams(words)):
            known.by_gram[gram].append((number, name, place))


def _by_text(version: Version, rows: pa.Schema, known: _Known) -> dict[str, dict[str, Any]]:
    if family(rows) == "edit_pair" or "question" not in rows.names or not known.by_text:
        return {}
    texts = [name for name in ("question", "canonical_question") if name in rows.names]
    hits = dict[str, dict[str, Any]]()
    with opened(version) as duck:
        query = f"SELECT id, len({pictures_of(rows)}), {', '.join(texts)} FROM read_parquet(?)"
        reader = duck.sql(query, params=[version.files("data")]).to_arrow_reader(BATCH)
        for batch in reader:
            for row_id, pictures, *told in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                for text in told:
                    if row_id not in hits and (hit := _same_text(plain(text), pictures, known)):
                        hits[row_id] = hit
    return hits


def _same_text(text: str, pictures: int, known: _Known) -> dict[str, Any] | None:
    words = text.split()
    number = known.by_text.get(text)
    if number is not None and (len(words) >= RUN or not pictures or number not in known.pictured):
        return {"by": "question", **known.places[number]}
    inside = defaultdict[tuple[int, int], set[int]](set)
    for gram in _grams(words):
        met = known.by_gram.get(gram, ())
        if len(met) <= TEMPLATE:
            for item, name, place in met:
                inside[item, name].update(range(place, place + RUN))
    shares = [(len(places) / known.lengths[name], -item) for (item, name), places in inside.items()]
    share, item = max(shares, default=(0.0, 0))
    if share <= SHARE:
        return None
    return {"by": "8_words", **known.places[-item], "share": round(share, 3)}


def _grams(words: Sequence[str]) -> list[Gram]:
    """Every run of `RUN` words."""
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]


def _by_picture(version: Version, rows: pa.Schema, known: _Known, theirs: Looks) -> dict[str, dict[str, Any]]:
    if not known.owners:
        return {}
    with opened(version) as duck:
        query = f"SELECT id, unnest({pictures_of(rows)}) AS media FROM read_parquet(?)"
        asked = duck.execute(f"SELECT * FROM ({query}) ORDER BY id, media.hash", [version.files("data")]).fetchall()
    media = {told["hash"]: Media(**told) for _, told in asked}
    store, names = LocalMedia(version.catalog), list(media)
    ours = looks(partial(store.image, media[name]) for name in names)
    near = dict[str, tuple[int, int]]()
    for one, other, bits in alike(ours, theirs):
        hit = (bits, known.owners[other])
        near[names[one]] = min(near.get(names[one], hit), hit)
    hits = dict[str, dict[str, Any]]()
    for row_id, told in asked:
        digest = told["hash"]
        if digest in known.by_hash:
            hits[row_id] = {"by": "picture", **known.places[known.by_hash[digest]], "picture": digest}
        elif digest in near and hits.get(row_id, {}).get("by") != "picture":
            bits, number = near[digest]
            hits[row_id] = {"by": "near_picture", **known.places[number], "picture": digest, "bits": bits}
    return hits


def _opened(data: bytes) -> Image.Image:
    return upright_rgb(decode(data))
