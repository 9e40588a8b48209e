r"""Rows of exported files, as far as they tell what is asked: id, group, the question's text and its pictures.

    next(shown(Path("data/sft_flat/train-00000-of-00001.parquet"), "parquet"))
    → Shown(id="9c1f…", group="", text="img_1: <image>\nWhich …?", pictures=("3f2a…",))

Pictures are told by hash. A file's name is its picture's hash, and so is the path beside embedded bytes, so of Parquet
and JSON Lines no picture is read; BAGEL's columns and tar shards hold nothing but bytes, which are hashed. Of a
conversation only the first user turn counts: later pictures are those that tools found. Of Parquet files only the
columns needed are read. A column that has one of these names and another shape is a recipe's own and passed over.
"""

import hashlib
import json
import mmap
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from synthloom.catalog.contamination.keys import plain

BATCH, BATCH_OF_BYTES = 1_000, 64
"""Rows at a time; fewer of those whose pictures are read, so that memory is used again."""
BYTES = "image_list"
PICTURES = ("image", "edited_image", "input_image", "edit_image", "anchor_image")
TURNS = ("messages", "conversations", "prompt")
TAG = "<image>"


@dataclass(frozen=True)
class Shown:
    """What a row asks; empty text for what isn't told."""

    id: str
    group: str
    text: str
    pictures: tuple[str, ...]


def shown(path: Path, container: str) -> Iterator[Shown]:
    """The rows of a file of `parquet`, `jsonl` or `tar`."""
    if container == "parquet":
        yield from (_shown(fields, _stem) for fields in _parquet(path))
    elif container == "jsonl":
        with path.open(encoding="utf-8") as lines:
            yield from (_shown(_with_first(json.loads(line)), _stem) for line in lines)
    else:
        yield from _tar(path)


def keys_of(row: Shown) -> Iterator[tuple[str, str]]:
    """What a row tells by itself."""
    if row.group:
        yield "group", row.group
    yield from (("picture", name) for name in row.pictures)
    if row.text and not row.pictures:
        yield "question", plain(row.text) + "\t"


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]  # a Path would take most of the check's time


def _shown(fields: Mapping[str, Any], hash_of: Callable[[str], str]) -> Shown:
    first, images, degradation = fields.get("first"), fields.get("images"), fields.get("degradation")
    names = [fields.get(name) for name in PICTURES]
    names.append(degradation.get("clean") if isinstance(degradation, dict) else None)
    text = fields.get("question")
    if first is not None:
        text, ids = _said(first)
        if isinstance(images, dict):
            names += [images.get(name) for name in ids]
        elif isinstance(images, list):
            names += images[: len(ids)]
    hashes = [told for name in names if isinstance(name, str) and (told := hash_of(name))]
    hashes += fields.get(BYTES) or ()
    row_id = fields.get("id") or (fields.get("extra_info") or {}).get("id")
    return Shown(row_id or "", fields.get("group_id") or "", text if isinstance(text, str) else "", tuple(hashes))


def _said(message: Mapping[str, Any]) -> tuple[str, list[str]]:
    """A turn's text, and one name for each of its pictures: its id where it is told by one."""
    content = message.get("content", message.get("value"))
    if isinstance(content, str):
        return content, [TAG] * content.count(TAG)
    parts = [part for part in content if isinstance(part, Mapping)] if isinstance(content, list) else []
    texts = [part["text"] for part in parts if part.get("text")]
    pictures = [part for part in parts if part.get("type") in ("image", "image_url")]
    return "\n".join(texts), [(part.get("image_url") or {}).get("url") or TAG for part in pictures]


def _with_first(fields: dict[str, Any]) -> dict[str, Any]:
    turns: list[Any] = next((fields[name] for name in TURNS if isinstance(fields.get(name), list)), [])
    said = (turn for turn in turns if isinstance(turn, Mapping))
    users = (turn for turn in said if turn.get("role", turn.get("from")) in ("user", "human"))
    return {**fields, "first": next(users, None)}


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    with pq.ParquetFile(path) as file:
        rows = BATCH_OF_BYTES if BYTES in file.schema_arrow.names else BATCH
        for batch in file.iter_batches(rows, columns=list(_leaves(file.schema_arrow))):
            columns = {name: batch.column(name) for name in batch.schema.names}
            pictures = columns.pop(BYTES, None)
            turns = next((columns.pop(name) for name in TURNS if name in columns), None)
            lists = {name: [_name(value) for value in column.to_pylist()] for name, column in columns.items()}
            if pictures is not None:
                lists[BYTES] = [[_hash(item.as_buffer()) for item in row] for row in pictures]
            if turns is not None:
                lists["first"] = _firsts(turns)
            yield from (dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True))


def _leaves(schema: pa.Schema) -> Iterator[str]:
    """The columns to read, those inside of others by their way."""
    for field in schema:
        inside = _inside(field.type)
        simple = field.name in ("id", "group_id", "question", BYTES) and not inside
        if simple or (field.name in TURNS and inside & {"role", "from"}):
            yield field.name
        elif field.name == "extra_info" and "id" in inside:
            yield "extra_info.id"
        elif field.name in PICTURES and "path" in inside:
            yield f"{field.name}.path"
        elif field.name == "degradation" and "clean" in inside:
            yield "degradation.clean.path"
        elif field.name == "images" and "path" in inside:
            yield "images.list.element.path"
        elif field.name == "images" and inside >= {"name", "value"}:
            yield from ("images.list.element.name", "images.list.element.value.path")


def _inside(kind: pa.DataType) -> set[str]:
    """The fields of a struct, or of the structs of a list."""
    kind = kind.value_type if pa.types.is_list(kind) else kind
    return {field.name for field in kind} if pa.types.is_struct(kind) else set()


def _name(value: Any) -> Any:
    """A picture's name in place of the picture; a list of names and values as a dict."""
    match value:
        case {"path": name}:
            return name
        case [{"name": _, "value": _}, *_]:
            return {item["name"]: _name(item["value"]) for item in value}
        case dict():
            return {name: _name(item) for name, item in value.items()}
        case list():
            return [_name(item) for item in value]
        case _:
            return value


def _firsts(turns: pa.ListArray) -> list[Any]:
    """Of each conversation its first user turn; the others, long and many, never become Python objects."""
    flat = turns.flatten()
    role = "role" if flat.type.get_field_index("role") >= 0 else "from"
    speaks = pc.is_in(pc.struct_field(flat, role), pa.array(["user", "human"]))
    lengths = pc.fill_null(pc.list_value_length(turns), 0).to_pylist()
    places, start = [], 0
    for length in lengths:
        place = pc.index(speaks.slice(start, length), True).as_py()
        places.append(start + place if place >= 0 else None)
        start += length
    return list(flat.take(pa.array(places, pa.int64())).to_pylist())


def _tar(path: Path) -> Iterator[Shown]:
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole,
        tarfile.open(path) as tar,
        memoryview(whole) as data,
    ):
        for _, members in groupby(tar, key=lambda member: member.name.partition(".")[0]):
            parts = {one.name.partition(".")[2]: slice(one.offset_data, one.offset_data + one.size) for one in members}
            fields = json.loads(bytes(data[parts["json"]]))

            def hash_of(name: str, parts: Mapping[str, slice] = parts) -> str:
                return hashlib.sha256(data[parts[name]]).hexdigest() if name in parts else ""

            yield _shown(_with_first(fields), hash_of)


def _hash(data: Any) -> str:
    return hashlib.sha256(data).hexdigest()
