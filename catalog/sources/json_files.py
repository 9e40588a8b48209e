"""JSON and JSON Lines, in the shapes annotation files have.

    [{"image": "a.png", "question": …}]      rows             {"7": {"question": …}}            by id: DynaMath, GQA
    {"info": …, "questions": [{…}]}          VQAv2, CLEVR     [["what is it?", "red", 0]]       triplets: easy-VQA
    [{"id": 1, "qas": [{…}]}]                Visual Genome    {"images": …, "annotations": …}   COCO

JSON Lines are streamed; a document is parsed whole.
"""

import codecs
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from synthloom.catalog.sources.coco import is_coco, read_coco
from synthloom.catalog.sources.columns import find_columns
from synthloom.catalog.sources.licences import licence_of_document
from synthloom.catalog.sources.raw import Raw, Rows, SourceError, Table, bad_row, fault_of

_LISTS = ("questions", "data", "annotations", "rows", "samples", "items", "examples", "images")


def open_json(path: Path) -> Table | None:
    """A file that begins with `{` or `[`; None when no rows are in it. Raises `SourceError` when it isn't JSON."""
    if _is_lines(path):
        return Table("jsonl", (path,), lambda _: _read_lines(path))
    document = _document(str(path), path.stat().st_mtime_ns)
    form = _form(document)
    if not form:
        return None
    return Table(form, (path,), lambda _: _read_document(path), licence_of_document(document))


def flat_object(path: Path) -> dict[str, Any] | None:
    """A JSON file that is one object of plain values, such as a receipt's key; None for anything else."""
    if path.stat().st_size > 65_536 or _is_lines(path):
        return None
    document = _document(str(path), path.stat().st_mtime_ns)
    if not isinstance(document, dict) or not document or fault_of(document):
        return None
    return (
        document if all(value is None or isinstance(value, str | int | float) for value in document.values()) else None
    )


def forget() -> None:
    """Let go of the file parsed last."""
    _document.cache_clear()


def decode(data: bytes) -> str:
    """Text of a file; bytes that aren't UTF-8 become lone surrogates, so that only the rows they stand in are lost."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "surrogateescape")


def _is_lines(path: Path) -> bool:
    """Whether each line is a JSON value of its own. One line alone is read as a document, which comes to the same."""
    tried = parsed = 0
    with path.open("rb") as file:
        for line in file:
            if not line.strip():
                continue
            tried += 1
            try:
                parsed += isinstance(json.loads(decode(line)), dict)
            except (ValueError, RecursionError):
                # A document's lines don't parse; a broken row among lines that do is the row's own fault.
                if tried == 1 and not line.rstrip().endswith((b"}", b'"')):
                    return False
            if tried >= 20 or (tried >= 2 and parsed >= 2):
                break
    return tried >= 2 and parsed >= 1


def _read_lines(path: Path) -> Rows:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            where, text = f"{path.name}:{number}", decode(line)
            if fault_of(text):
                yield bad_row("not_utf8", where, content=text)
                continue
            try:
                value = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield bad_row("bad_json", where, str(error)[:200], content=text)
                continue
            yield from _checked(where, value)


@lru_cache(maxsize=1)
def _document(path: str, _modified: int) -> Any:
    """A parsed file; looking needs the same one several times in a row."""
    try:
        return json.loads(decode(Path(path).read_bytes()))
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"{path} begins like JSON but isn't: {str(error)[:120]}. Expected one JSON document or one object a line. "
            "Mend the file or leave it out."
        ) from error


def _read_document(path: Path) -> Rows:
    for number, value in enumerate(_expand(_document(str(path), path.stat().st_mtime_ns)), 1):
        yield from _checked(f"{path.name}:{number}", value)


def _checked(where: str, value: Any) -> Iterator[Any]:
    """A row, or why it can't be one."""
    if fault := fault_of(value):
        yield bad_row(fault, where, content=value)
    elif isinstance(value, dict):
        yield Raw(where, value)
    elif isinstance(value, list) and len(value) == 3 and isinstance(value[0], str):
        yield Raw(where, dict(zip(("question", "answer", "image"), value, strict=True)))
    else:
        yield bad_row("wrong_type", where, f"{type(value).__name__} where an object was expected", content=value)


def _form(document: Any) -> str:
    """The name of a document's shape, or nothing when it holds no rows."""
    if isinstance(document, list):
        first = next((entry for entry in document if isinstance(entry, dict | list)), None)
        if isinstance(first, dict):
            return "visual_genome" if isinstance(first.get("qas"), list) else "json"
        return "triplets" if isinstance(first, list) and len(first) == 3 and isinstance(first[0], str) else ""
    if not isinstance(document, dict):
        return ""
    if is_coco(document):
        return "coco"
    if _is_row(document):
        return "json"
    if key := _list_key(document):
        return f"json_{key}"
    return "json_by_id" if _is_by_id(document) else ""


def _expand(document: Any) -> Iterator[Any]:
    form = _form(document)
    if form == "visual_genome":
        return (qa for entry in document for qa in _qas(entry))
    if form == "coco":
        return read_coco(document)
    if form == "json_by_id":
        return iter(document.values())
    if isinstance(document, dict):
        return iter((document,)) if form == "json" else iter(document[_list_key(document)])
    return iter(document)


def _qas(entry: Any) -> list[Any]:
    if not isinstance(entry, dict) or not isinstance(entry.get("qas"), list):
        return [entry]
    return [
        {"image_id": entry.get("image_id", entry.get("id"))} | qa if isinstance(qa, dict) else qa for qa in entry["qas"]
    ]


def _is_row(document: Mapping[str, Any]) -> bool:
    found = find_columns([document])
    return "messages" in found or ("image" in found and isinstance(document.get(found.get("question", "")), str))


def _list_key(document: Mapping[str, Any]) -> str:
    """The list of objects among a document's values: one known by name, else the only one."""
    lists = [key for key, value in document.items() if isinstance(value, list) and value and isinstance(value[0], dict)]
    known = next((key for key in _LISTS if key in lists), "")
    return known or (lists[0] if len(lists) == 1 else "")


def _is_by_id(document: Mapping[str, Any]) -> bool:
    """Objects keyed by id: nothing but objects, and they share a field that rows have."""
    values = list(document.values())[:20]
    return (
        bool(values)
        and all(isinstance(value, dict) for value in values)
        and bool({"question", "answer", "image", "messages", "caption"} & find_columns(values).keys())
    )
