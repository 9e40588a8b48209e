"""Which column holds what: found by looking at the names and the values of a table's first rows.

[{"Question": "…", "Answer": 6, "Picture": "images/a.png", "explanation": "NONE"}]
→ {"question": "Question", "answer": "Answer", "image": "Picture", "working": "explanation"}
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from synthloom.catalog.sources.chats import is_chat

ALIASES: dict[str, tuple[str, ...]] = {
    "messages": ("conversations", "messages", "conversation", "prompt", "dialogue", "chat", "texts"),
    "image": (
        "image", "images", "imagebytes", "imagepath", "imgpath", "imagefile", "imagefilename", "imagefilepath",
        "picture", "img", "photo", "inputimage", "sourceimage", "filename", "filepath", "imagename", "imgname", "jpg",
        "png", "imageid", "imgid", "imageurl", "imageurls", "imgurl", "url",
    ),
    "question": ("question", "questiontext", "query", "problem", "instruction", "prompt", "questionen", "q", "ask"),
    "answer": (
        "answer", "groundtruth", "gt", "gtanswer", "gold", "goldanswer", "multiplechoiceanswer", "correctanswer",
        "finalanswer", "answertext", "output", "response", "target", "reference", "a",
    ),
    "answers": ("answers", "candidateanswers", "answeraliases", "aliases", "allanswers", "directanswers", "references"),
    "choices": ("choices", "options", "candidates", "multiplechoices"),
    "working": ("solution", "explanation", "rationale", "working", "steps", "reasoning"),
    "caption": ("caption", "captions", "imagecaption", "imagecaptions", "description", "sentences", "text"),
    "regions": ("regions", "instances", "objects", "boxes", "annotations"),
    "licence": ("licence", "license"),
    "size": ("size",),
    "asked": ("asked",),
    "question_id": ("questionid", "qid"),
    "writer": ("modelid", "modelname", "model"),
}  # fmt: skip
"""Names as they are met, lower case and without punctuation, the surest first."""
MAPPABLE = ("messages", "image", "question", "answer", "answers", "choices", "working", "caption", "regions", "licence")
"""The fields a user may give a column for."""
_LETTERED = re.compile(r"[A-H]|option_?[a-h1-8]", re.IGNORECASE)


def find_columns(head: Sequence[Mapping[str, Any]], given: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """Field → column (a dot reaches into an object); what is given stands, the rest is found in the rows of `head`."""
    values = _values(head)
    by_name: dict[str, list[str]] = {}
    for column in sorted(values, key=lambda column: column.count(".")):
        by_name.setdefault(re.sub(r"[^a-z0-9]", "", column.rsplit(".", 1)[-1].lower()), []).append(column)
    found = dict(given)
    for field, names in ALIASES.items():
        candidates = (column for name in names for column in by_name.get(name, ()))
        if field not in found:
            match = next((c for c in candidates if c not in found.values() and _fits(field, values[c], c)), None)
            if match is not None:
                found[field] = match
    return _settle_text(found, values)


def _settle_text(found: dict[str, str], values: Mapping[str, list[Any]]) -> dict[str, str]:
    """`text` is a question in LLaVA's question files, its answer in the answer files, and else a caption."""
    text = found.get("caption", "")
    if text.lower() != "text" or "messages" in found:
        return found
    asks = sum(str(value).rstrip().endswith("?") for value in values[text]) * 2 >= len(values[text])
    if "question" not in found and (asks or "answer" in found or ("question_id" in found and "image" in found)):
        del found["caption"]
        found["question"] = text
    elif "question" not in found and "question_id" in found:
        del found["caption"]
        found["answer"] = text
    return found


def option_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """MMBench's form: the options stand in columns A, B, C, D."""
    lettered = tuple(column for column in columns if _LETTERED.fullmatch(column))
    return lettered if len(lettered) >= 2 else ()


def look_up(fields: Mapping[str, Any], column: str) -> Any:
    """A field by its column name; `a.b` is field b of object a."""
    if not column or column in fields:
        return fields.get(column)
    outer, _, inner = column.partition(".")
    holder = fields.get(outer)
    return holder.get(inner) if isinstance(holder, Mapping) else None


def _values(head: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """What the first rows hold by column, one level into objects; columns with nothing in them are left out."""
    values: dict[str, list[Any]] = {}
    for row in head:
        for column, value in row.items():
            if value is not None:
                values.setdefault(str(column), []).append(value)
            if isinstance(value, Mapping) and not {"bytes", "path"} & value.keys():
                for inner, part in value.items():
                    if part is not None:
                        values.setdefault(f"{column}.{inner}", []).append(part)
    return values


def _fits(field: str, values: Sequence[Any], column: str) -> bool:
    """Whether values can be what the field needs, so that a `prompt` of turns is no question."""
    if field == "messages":
        return any(map(is_chat, values))
    if field == "image":
        return any(isinstance(value, str | bytes | Mapping | list) or _is_index(value) for value in values)
    if field in ("question", "caption", "working", "licence", "writer"):
        return any(isinstance(value, str) or (isinstance(value, list) and not is_chat(value)) for value in values)
    if field == "regions":
        return any(isinstance(value, list | tuple | Mapping) for value in values) and column != "annotations.id"
    if field == "choices":
        return any(isinstance(value, list | tuple | str) for value in values)
    return True


def _is_index(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
