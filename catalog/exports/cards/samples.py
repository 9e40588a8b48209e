r"""Samples: a handful of rows with small pictures, for the card.

    samples(version, ["sft", "rl"]).files → {"samples/3f2a41….png": b"…", …}
    samples(version, ["sft", "rl"]).table → "| before | after | instruction | … |\n| --- | …"

Never rows of the test split: a card is read by people and by crawlers. Which rows is decided by their ids alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from synthloom.catalog.exports.cards.markdown import Raw, plain, table
from synthloom.catalog.exports.families import family
from synthloom.catalog.png import encode_png
from synthloom.catalog.reader import readable, row_schema
from synthloom.catalog.versions import Version
from synthloom.schemas.media import Media

ROWS, SIDE = 4, 256
"""How many rows, each of another group, and the most pixels of a picture's side."""
LONGEST = 600
"""Characters of a text: all of a question of five hops."""


@dataclass(frozen=True)
class Samples:
    """A table for the card, empty where there is nothing to show, and its pictures by path."""

    table: str
    files: Mapping[str, bytes]


def samples(version: Version, splits: Collection[str], excluded: Collection[str] = ()) -> Samples:
    """Rows of these splits but test, and not of these ids."""
    rows = _chosen(version, [split for split in splits if split != "test"], excluded)
    shown = [_shown(row, family(row_schema(version))) for row in rows]
    pictures = {name for pictured, _ in shown for name, media in pictured.items() if media}
    texts = {name for _, said in shown for name, text in said.items() if text}
    files: dict[str, bytes] = {}
    lines = []
    for pictured, said in shown:
        line = [_picture(version, name, media, files) for name, media in pictured.items() if name in pictures]
        lines.append([*line, *(Raw(plain(text, LONGEST)) for name, text in said.items() if name in texts)])
    names = [name for part in (shown[0] if shown else ()) for name in part if name in pictures | texts]
    return Samples(table(names, lines) if names else "", files)


def _chosen(version: Version, splits: Collection[str], excluded: Collection[str]) -> list[dict[str, Any]]:
    import duckdb

    query = (
        "SELECT * FROM read_parquet($1) WHERE list_contains($2::VARCHAR[], split) "
        "AND NOT list_contains($3::VARCHAR[], id) "
        "QUALIFY row_number() OVER (PARTITION BY group_id ORDER BY id) = 1 ORDER BY id LIMIT $4"
    )
    given = [version.files("data"), sorted(splits), sorted(excluded), ROWS]
    with readable(version, "", duckdb.Error), duckdb.connect() as duck:
        found: list[dict[str, Any]] = duck.sql(query, params=given).to_arrow_table().to_pylist(maps_as_pydicts="strict")
    return found


def _shown(row: dict[str, Any], kind: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The pictures of a row by what they are, and its texts."""
    match kind:
        case "edit_pair":
            pictures = {"before": row["image"], "after": row["edited_image"]}
            texts = {name: row.get(name) for name in ("instruction", "question", "answer")}
        case "trajectory":
            last = next((step["images"][-1] for step in reversed(row["steps"]) if step["images"]), None)
            pictures = {"picture": row["images"].get("img_1"), "last picture seen": row["images"].get(last)}
            calls = ", ".join(step["tool"] for step in row["steps"] if step["tool"])
            texts = {"question": row["question"], "calls": calls, "its answer": row["final_answer"]}
            texts["outcome"] = row["outcome"]
        case "rl_task":
            pictures = {"picture": next(iter(row["images"].values()), None)}
            texts = {"question": row["question"], "answer": row["answer"]}
        case "search_question":
            pictures = {"picture": row["anchor_image"]}
            path = " → ".join(node["title"] for node in row["path"])
            texts = {"question": row["question"], "answer": row["answer"], "path": path}
        case _:
            pictures = {}
            texts = {name: row.get(name) for name in ("instruction", "question", "answer")}
    return pictures, {name: str(text or "") for name, text in texts.items()}


def _picture(version: Version, name: str, media: Any, files: dict[str, bytes]) -> Raw:
    if not media:
        return Raw("")
    path = f"samples/{media['hash'][:20]}.png"
    with Image.open(version.catalog / Media(**media).path) as image:
        small = image.convert("RGB")
    small.thumbnail((SIDE, SIDE))
    files[path] = encode_png(small)
    return Raw(f"![{name}]({path})")
