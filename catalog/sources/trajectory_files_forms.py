"""The forms that files of trajectories have, found by looking inside.

open_form(Path("case.txt")) → drafts of ChatML text        open_form(Path("alfworld.json")) → of ReAct's prompts
open_form(Path("fvqa.json")) → of rows, in the columns that `dataset_info.json` beside it names
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from synthloom.catalog.sources.json_files import decode
from synthloom.catalog.sources.raw import SourceError, bad_row, fault_of
from synthloom.catalog.sources.trajectory_files_draft import Draft
from synthloom.catalog.sources.trajectory_files_openai import is_openai, read_openai
from synthloom.catalog.sources.trajectory_files_rows import Layout, layout_of, layout_told, read_row
from synthloom.catalog.sources.trajectory_files_texts import is_chatml, is_prompt, read_chatml, read_prompt
from synthloom.schemas.steps import BadRow, Reject

Drafts = Iterator[Draft | BadRow]
INFO = "dataset_info.json"
LOOKED_AT = 20
"""Lines or rows of a file that tell its form."""
_EXPECTED = "rows with a conversation (JSON or JSON Lines), ChatML text or ReAct's prompts"


def open_form(path: Path) -> Drafts:
    """What a file holds, in its order. Raises `SourceError` where it holds no trajectories."""
    with path.open("rb") as file:
        head = [text for line in islice(file, LOOKED_AT) if (text := decode(line).strip())]
    if not head:
        raise SourceError(f"{path} is empty. Expected {_EXPECTED}. Leave it out.")
    if is_chatml(head[0]):
        return read_chatml(decode(path.read_bytes()), path.name)
    layout = _told(path)
    if _is_lines(head):
        if layout or any(map(_holds, _rows(head))):
            return _read_lines(path, layout)
    elif head[0].startswith(("[", "{")):
        document = _document(path)
        if isinstance(document, dict) and any(map(is_prompt, document.values())):
            return _read_prompts(document, path)
        if isinstance(document, list) and (layout or any(map(_holds, document[:LOOKED_AT]))):
            rows = ((f"{path.name}:{number}", row, {"form": "json"}) for number, row in enumerate(document, 1))
            return (_draft(row, where, layout, extras, path) for where, row, extras in rows)
        if isinstance(document, dict) and any(map(_holds, list(document.values())[:LOOKED_AT])):
            keyed = ((f"{path.name}:{key}", row, {"form": "json_by_id", "key": key}) for key, row in document.items())
            return (_draft(row, where, layout, extras, path) for where, row, extras in keyed)
        if _holds(document):
            return iter([_draft(document, path.name, layout, {"form": "jsonl"}, path)])
    raise SourceError(f"{path} holds no trajectories. Expected {_EXPECTED}. Leave it out or convert it.")


def _draft(row: Any, where: str, layout: Layout | None, extras: Mapping[str, Any], path: Path) -> Draft | BadRow:
    if fault := fault_of(row):
        return bad_row(fault, where, content=row)
    if not isinstance(row, dict):
        return bad_row("wrong_type", where, f"{type(row).__name__} where an object was expected", row)
    try:
        found = layout or layout_of(row)
        if found and is_openai(row.get(found.messages)):
            draft = read_openai(row, where, found, extras)
        else:
            draft = read_row(row, where, found, extras)
    except Reject as reject:
        return bad_row(reject.reason, where, reject.detail, row)
    return replace(draft, base=path.parent)


def _read_lines(path: Path, layout: Layout | None) -> Drafts:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not (text := decode(line)).strip():
                continue
            where = f"{path.name}:{number}"
            try:
                row = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield bad_row("not_utf8" if fault_of(text) else "bad_json", where, str(error)[:200], text)
                continue
            yield _draft(row, where, layout, {"form": "jsonl"}, path)


def _read_prompts(document: Mapping[str, Any], path: Path) -> Drafts:
    for key, text in document.items():
        if fault := fault_of(text):
            yield bad_row(fault, f"{path.name}:{key}", content=text)
        elif is_prompt(text):
            yield from read_prompt(key, text, path.name)
        else:
            yield bad_row("no_conversation", f"{path.name}:{key}", "no worked example in this prompt", text)


def _holds(row: Any) -> bool:
    return isinstance(row, dict) and layout_of(row) is not None


def _is_lines(head: Sequence[str]) -> bool:
    """Whether each line is an object of its own. One line alone is a document, which comes to the same."""
    return len(head) > 1 and head[0].startswith("{") and (head[0].endswith("}") or head[1].startswith("{"))


def _rows(head: Sequence[str]) -> Iterator[Any]:
    for line in head:
        with suppress(ValueError, RecursionError):
            yield json.loads(line)


def _document(path: Path) -> Any:
    try:
        return json.loads(decode(path.read_bytes()))
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"{path} begins like JSON but isn't: {str(error)[:120]}. Expected {_EXPECTED}. Mend or leave it out."
        ) from error


def _told(path: Path) -> Layout | None:
    """The layout that LLaMA-Factory's list of data sets tells of a file; None where there is none."""
    for folder in list(path.absolute().parents)[:3]:
        try:
            entries = json.loads(decode((folder / INFO).read_bytes()))
        except (OSError, ValueError, RecursionError):
            continue
        for entry in entries.values() if isinstance(entries, dict) else ():
            name = entry.get("file_name") if isinstance(entry, dict) else None
            if isinstance(name, str) and (folder / name).absolute() == path.absolute():
                return layout_told(entry)
    return None
