"""Search questions with real pictures, and a catalog's version of rows whose splits a test chooses."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from PIL import Image

from synthloom.catalog.commit import commit
from synthloom.catalog.splits import split_of
from synthloom.catalog.tables import to_table
from synthloom.catalog.versions import Version
from synthloom.schemas.media import Media, MediaStore
from synthloom.schemas.records import Record, content_id
from synthloom.schemas.search import Degradation, PathNode, Proof, Rewrite, SearchQuestion

SHARES = {"sft": 0.5, "rl": 0.25, "test": 0.25}


def group(split: str, number: int) -> str:
    """The id of a group that falls into a split."""
    made = (content_id("group", number, attempt) for attempt in range(1000))
    return next(name for name in made if split_of(name, SHARES) == split)


def scene(seed: int, side: int = 96) -> Image.Image:
    """A picture of rectangles; two seeds look nothing alike."""
    draw = random.Random(seed)
    image = Image.new("RGB", (side, side), tuple(draw.randbytes(3)))
    for _ in range(12):
        x, y = draw.randrange(side), draw.randrange(side)
        image.paste(
            tuple(draw.randbytes(3)), (x, y, x + draw.randrange(8, side // 2), y + draw.randrange(8, side // 2))
        )
    return image


def path_of(*titles: str) -> tuple[PathNode, ...]:
    """A path over pages of these titles."""
    last = len(titles) - 1
    roles = ["anchor" if place == 0 else "answer" if place == last else "bridge" for place in range(last + 1)]
    return tuple(
        PathNode(
            title=title, role=role, type="city", page_id=place, revision=None, aliases=(title, "“é”"),
            relation="capital" if place else None, anchor_text=None, sentence=None,
        )
        for place, (title, role) in enumerate(zip(titles, roles, strict=True))
    )  # fmt: skip


def asked(media: MediaStore, number: int, split: str, **changes: Any) -> SearchQuestion:
    """A question of its own path; every other one has a picture, the fourth a degraded one."""
    anchor = media.put_image(scene(number)) if number % 2 else None
    degradation = Degradation(
        operation="blur", strength=2.0, repair="sharpen", clean=media.put_image(scene(900 + number))
    )
    fields: dict[str, Any] = {
        "id": content_id("asked", number), "group_id": group(split, number), "source": "small", "revision": "r1",
        "licence": "CC-BY-SA-4.0", "question": f"In which year was the capital number {number} of the place founded?",
        "answer": f"{1800 + number}", "aliases": (f"in {1800 + number}",), "hops": 2, "asked": "founded",
        "answer_sentence": "…", "path": path_of(f"Place {number}", f"Country {number}", f"Capital {number}"),
        "canonical_question": f"In which year was Capital {number}, of Country {number}, founded?",
        "proofs": (Proof(title="A", descriptor="1", query="SELECT 1", matches=("A",)),),
        "rewriting": (Rewrite(title="A", before="A?", after="it?", proposals=1, judge="query"),),
        "anchor_mention": "the place", "anchor_image": anchor, "anchor_choice": "infobox picture",
        "degradation": degradation if number % 4 == 3 else None, "corpus": "c1", "corpus_name": "small",
        "language": "en", "profile": "small", "engine": "rules",
    }  # fmt: skip
    return SearchQuestion(**(fields | changes))


def commit_split(root: Path, rows: Sequence[Record], dataset: str, shares: Mapping[str, float] = SHARES) -> Version:
    """A version with these rows, each in the split of its group."""
    path = root / "work" / f"{dataset}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(to_table(rows, type(rows[0])), path)
    recipe = {"name": dataset, "version": 1, "fingerprint": "f1", "config": {"seed": 7}}
    run = {"id": "run-1", "funnel": []}
    version, _ = commit(
        root, dataset, files=[path], record_type=type(rows[0]), splits=shares, recipe=recipe, run=run, cost=0.5
    )
    return version


def embedded(media: Media, data: bytes) -> dict[str, Any]:
    """A picture as a dataset's Parquet file has it."""
    return {"bytes": data, "path": f"{media.hash}.png"}
