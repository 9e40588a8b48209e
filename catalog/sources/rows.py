r"""One raw row read by its columns: question, answer, options, working, boxes, and what points to its one picture.

    {"question": "How many?\n<image1>", "answer": 3.0, "image": "images/7.jpg", "solution": null}
    → Row(question="How many?", answer="3", image="images/7.jpg", …)

Whether the picture exists isn't asked here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthloom.catalog.sources.chats import read_chat
from synthloom.catalog.sources.columns import look_up, option_columns
from synthloom.catalog.sources.licences import licence_of_entry
from synthloom.catalog.sources.raw import Box, are_corners
from synthloom.catalog.sources.values import NOTHING, most_common, to_text, to_texts, without_image_tags
from synthloom.schemas.steps import Reject

DESCRIBE = "Describe this picture in one sentence."
"""What is asked of a picture that has a caption."""
_LETTER = re.compile(r"(?:^|(?<=\s))\(?([A-H])[).:]\s+")
Reference = str | int | bytes
"""A path, an address, a number in the file's name, or the picture itself."""


@dataclass(frozen=True)
class Row:
    """A row that says what it is; its picture isn't looked for yet."""

    image: Reference
    question: str
    answer: str
    answers: tuple[str, ...]
    choices: tuple[str, ...]
    working: str
    boxes: tuple[Box, ...]
    asked: tuple[int, ...]
    size: tuple[int, int] | None
    licence: str


def read_row(fields: Mapping[str, Any], columns: Mapping[str, str]) -> Row:
    """A row's parts. Rejects: `no_image`, `not_one_image`, `too_few_turns`, `wrong_type`."""

    def get(field: str) -> Any:
        return look_up(fields, columns[field]) if field in columns else None

    images = list(references(get("image")))
    question, answer, answers = "", "", to_texts(get("answers"))
    if "messages" in columns:
        chat = read_chat(get("messages"))
        images += [reference for image in chat.images for reference in references(image)]
        pictures = max(len(images), chat.tags)
        if images and pictures > 1:
            raise Reject("not_one_image", f"{pictures} pictures")
        question, answer = chat.question, chat.answer
        if images and chat.turns < 2 and not (answers or get("answer")):
            raise Reject("too_few_turns", f"{chat.turns} turns")
    if not images:
        raise Reject("no_image", "the row names none")
    if len(images) > 1:
        raise Reject("not_one_image", f"{len(images)} pictures")
    choices = to_choices(get("choices")) or tuple(
        text for column in option_columns(list(fields)) if (text := to_text(fields[column]))
    )
    question = without_image_tags(question or to_text(get("question")))
    answer, answers = _answer(answer or get("answer"), answers, choices)
    if not question and not answer and (captions := to_texts(get("caption"))):
        question, answer, answers = DESCRIBE, captions[0], captions
    choices = choices or inline_choices(question, answer)
    working = to_text(get("working")) if not isinstance(get("working"), list) else "\n".join(to_texts(get("working")))
    return Row(
        image=images[0],
        question=question,
        answer=answer,
        answers=answers if len(answers) > 1 else (),
        choices=choices,
        working="" if working.lower() in NOTHING else working,
        boxes=to_boxes(get("regions")),
        # Only our own readers give tuples; what a file calls `asked` or `size` is something else.
        asked=get("asked") if isinstance(get("asked"), tuple) else (),
        size=get("size") if isinstance(get("size"), tuple) else None,
        licence=licence_of_entry(get("licence")),
    )


def references(value: Any) -> Sequence[Reference]:
    """What points to pictures: nothing, one, or several, out of all the ways to write it."""
    if value is None or value == "":
        return ()
    if isinstance(value, bytes | str) or (isinstance(value, int) and not isinstance(value, bool)):
        return (value,)
    if isinstance(value, Mapping):
        held = value.get("bytes") or next((value[key] for key in ("path", "file_name", "url") if value.get(key)), None)
        return references(held)
    if isinstance(value, list | tuple):
        return [reference for part in value for reference in references(part)]
    raise Reject("wrong_type", f"{type(value).__name__} where a picture was expected")


def _answer(value: Any, answers: tuple[str, ...], choices: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The answer and all annotators' answers; a bare number beside options is the index of one."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(choices):
        return choices[value], answers
    if isinstance(value, list | tuple) and value and all(isinstance(part, str | Mapping) for part in value):
        answers = answers or to_texts(value)
        return most_common(answers), answers
    answer = to_text(value)
    return answer or most_common(answers), (
        answer,
        *answers,
    ) if answer and answers and answer not in answers else answers


def to_choices(value: Any) -> tuple[str, ...]:
    """Options from a list, an object of letters, a JSON or Python list in a string."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        # MMMU writes Python lists; their quotes are what JSON lacks.
        parsed = to_texts(value)
        return parsed if len(parsed) > 1 else tuple(part.strip(" '\"") for part in value.strip(" []").split("', '"))
    if isinstance(value, Mapping):
        listed = next((part for part in value.values() if isinstance(part, list)), None)
        return to_texts(listed if listed is not None else list(value.values()))
    return to_texts(value) if isinstance(value, list | tuple) else ()


def inline_choices(question: str, answer: str) -> tuple[str, ...]:
    """Options inside a question that is answered by a letter: `Do they meet? choice: (A) Yes (B) No`."""
    if not re.fullmatch(r"\(?[A-H]\)?", answer):
        return ()
    parts = _LETTER.split(question)[1:]
    letters, options = parts[::2], parts[1::2]
    return tuple(map(str.strip, options)) if len(letters) > 1 and "".join(letters) == "ABCDEFGH"[: len(letters)] else ()


def to_boxes(value: Any) -> tuple[Box, ...]:
    """Boxes from lists of objects as LLaVA, Visual Genome, COCO and the Hub's detection sets write them."""
    if isinstance(value, Mapping):
        columns = {key: part for key, part in value.items() if isinstance(part, list)}
        rows = max(map(len, columns.values()), default=0)
        value = [{key: part[row] for key, part in columns.items() if row < len(part)} for row in range(rows)]
    if not isinstance(value, list | tuple):
        return ()
    return tuple(box for entry in value if (box := _box(entry)))


def _box(entry: Any) -> Box | None:
    """One box; None for an entry that has no name or no corners. Corners that are no numbers make an empty box."""
    if isinstance(entry, Box) or not isinstance(entry, Mapping):
        return entry if isinstance(entry, Box) else None
    names = entry.get("names")
    first = names[0] if isinstance(names, list) and names else None
    label = entry.get("label", entry.get("category", entry.get("name", first)))
    corners = entry.get("bbox", entry.get("box", [entry.get(key) for key in ("x", "y", "w", "h")]))
    if not isinstance(label, str) or corners in (None, [None] * 4):
        return None
    if not are_corners(corners):
        return Box(label, (0, 0, 0, 0))  # the picture is then rejected, not miscounted
    x, y, width, height = corners
    if all(0 <= number <= 1 for number in corners) and width > 0 and height > 0:
        return Box(label, (x, y, width, height), fraction=True)  # LLaVA's x0 y0 x1 y1
    return Box(label, (x, y, x + width, y + height))
