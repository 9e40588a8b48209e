"""What a solver is shown of a record, in each of the contexts that it may be tried in.

    solver_messages("crop", item, context)   → system: answer a question about a picture; user: <row>
      {"question": "What color is the sign?"} </row>, the picture, the sign's box cut out of it
    solver_messages("path", question, context)   → user: <row> {"question": …, "evidence": [three sentences]} </row>
    solver_messages("crop", an item of which nobody knows what is asked about, context)   → NotShown("no asked regions")

`VIEWS` is the table of contexts; `needs` are the fields beside question and answer that a record must have, whatever
its type, so records of one's own are tried in the same ones. `recorded:` contexts show nothing: their pass rates stand
in the record, as rollouts measured them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from PIL import ImageDraw

from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.records import Box, Record, Region
from synthloom.schemas.steps import Context, Message, Text
from synthloom.verifiers.answers import is_right
from synthloom.verifiers.one_search import SHOWN, searches

LEAST_SIDE = 28
"""Pixels of a crop's sides, as in DeepEyes: the smallest that vision models have a patch for."""
AROUND, PEN = 0.05, 5
"""A drawn box is wider by this share and this many pixels thick, as in Zooming without Zooming."""
FOUND = 5
"""Passages that a search shows."""

NOT_SHOWN = "The picture is not shown to you. Guess what is most likely."
FROM_MEMORY = "Nothing else is given. Guess what is most likely."


class NotShown(Exception):
    """A record hasn't got what a context shows."""


@dataclass(frozen=True)
class Shown:
    """What stands beside the question: more fields of the row, a note, pictures."""

    fields: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    pictures: tuple[Media, ...] = ()


class View(NamedTuple):
    """A context; without `show` its pass rate is read from the record."""

    needs: tuple[str, ...]
    show: Callable[[Any, Context], Shown] | None


def _closed_book(record: Any, _context: Context) -> Shown:
    pictured = getattr(record, "image", None) or getattr(record, "anchor_image", None)
    return Shown(note=NOT_SHOWN if pictured else FROM_MEMORY)


def _image(record: Any, _context: Context) -> Shown:
    return Shown(pictures=(record.image,))


def _anchor_image(record: Any, _context: Context) -> Shown:
    if record.anchor_image is None:
        raise NotShown("no anchor picture")
    return Shown(pictures=(record.anchor_image,))


def _edited_image(record: Any, _context: Context) -> Shown:
    return Shown(pictures=(record.edited_image,))


def _crop(record: Any, context: Context) -> Shown:
    picture = context.media.image(record.image)
    x0, y0, x1, y1 = _asked_box(record, picture.size)
    across, down = (max(LEAST_SIDE - side, 0) // 2 for side in (x1 - x0, y1 - y0))
    cut = picture.crop(_inside((x0 - across, y0 - down, x1 + across, y1 + down), picture.size))
    note = "The second picture is the part of the first that is asked about."
    return Shown(note=note, pictures=(record.image, context.media.put_image(cut)))


def _box_drawn(record: Any, context: Context) -> Shown:
    picture = context.media.image(record.image)
    x0, y0, x1, y1 = _asked_box(record, picture.size)
    across, down = int((x1 - x0) * AROUND), int((y1 - y0) * AROUND)
    left, top, right, bottom = _inside((x0 - across, y0 - down, x1 + across, y1 + down), picture.size)
    ImageDraw.Draw(picture).rectangle((left, top, right - 1, bottom - 1), outline="red", width=PEN)
    return Shown(note="What is asked about is inside the red box.", pictures=(context.media.put_image(picture),))


def _hint(record: Any, _context: Context) -> Shown:
    """Working without its last line, which states the answer, and where the asked things are."""
    working = record.working.splitlines()[:-1]
    asked = [record.regions[place] for place in record.asked] or list(record.regions)
    places = [_place(region, record) for region in asked]
    hint = {name: told for name, told in (("working", working), ("places", places)) if told}
    if not hint:
        raise NotShown("no working of several lines and no regions")
    return Shown({"hint": hint}, "`hint` helps; places are boxes in pixels: x0, y0, x1, y1.", (record.image,))


def _path(record: Any, _context: Context) -> Shown:
    told = [node.sentence for node in record.path if node.sentence] + [record.answer_sentence]
    return Shown({"evidence": [sentence for sentence in told if sentence]}, "`evidence` is known to be true.")


def _proofs(record: Any, _context: Context) -> Shown:
    if not record.proofs:
        raise NotShown("no proofs")
    resolved = [{"description": proof.descriptor, "is": proof.title} for proof in record.proofs]
    return Shown({"resolved": resolved}, "`resolved` tells who or what the descriptions stand for.")


def _search(kind: str) -> Callable[[Any, Context], Shown]:
    def show(record: Any, context: Context) -> Shown:
        made = searches(record, context.corpora.open(record.corpus), FOUND)
        found = next((search for search in made if search.kind == kind), None)
        if found is None:
            raise NotShown("no anchor picture with a page")
        note = f"`found` is what one {kind} search gave; you can't search again."
        pictures = (record.anchor_image,) if record.anchor_image else ()
        return Shown({"found": [passage[:SHOWN] for passage in found.passages]}, note, pictures)

    return show


VIEWS: Mapping[str, View] = {
    "closed_book": View((), _closed_book),
    "image": View(("image",), _image),
    "anchor_image": View(("anchor_image",), _anchor_image),
    "crop": View(("image", "regions", "asked"), _crop),
    "box_drawn": View(("image", "regions", "asked"), _box_drawn),
    "edited_image": View(("edited_image",), _edited_image),
    "hint": View(("image", "working", "regions", "asked"), _hint),
    "path": View(("path", "answer_sentence"), _path),
    "proofs": View(("proofs",), _proofs),
    "text_search": View(("corpus", "path", "anchor_image"), _search("text")),
    "image_search": View(("corpus", "path", "anchor_image"), _search("image")),
    "recorded:tools": View(("pass_rate", "rollouts"), None),
    "recorded:no_tools": View(("pass_rate_without_tools",), None),
}


def check_view(step: str, view: str, record_type: type[Record]) -> None:
    """Raises `UserError` where records of that type can't be shown so."""
    has = record_type.model_fields
    if lacks := [name for name in ("question", "answer", *VIEWS[view].needs) if name not in has]:
        able = [name for name, other in VIEWS.items() if {"question", "answer", *other.needs} <= has.keys()]
        raise UserError(
            f"step {step} shows {view}, but {record_type.__name__} has no {', '.join(lacks)}; put the step where rows "
            f"have it, or show one of {', '.join(able) or 'none: rows need question and answer'}"
        )


def solver_messages(view: str, record: Any, context: Context) -> tuple[Message, ...]:
    """What a solver is asked in a context that shows something. Raises `NotShown`."""
    show = VIEWS[view].show
    if show is None:
        raise ValueError(f"{view} is recorded; nobody is asked in it")
    shown = show(record, context)
    choices = {"choices": list(record.choices)} if getattr(record, "choices", ()) else {}
    row = row_block(question=record.question, **choices, **shown.fields)
    note = (Text(shown.note),) if shown.note else ()
    return (Message("system", (Text(_system(record, shown)),)), Message("user", (Text(row), *note, *shown.pictures)))


def _system(record: Any, shown: Shown) -> str:
    about = " about a picture" if hasattr(record, "image") else ""
    taken = " and ".join(("The question", *(f"`{name}`" for name in shown.fields)))
    return (
        f"You answer a question{about}. Think briefly, then give the shortest answer that is complete: a word, a "
        "number, a name or a few words, without a sentence around it. Always give your best guess.\n"
        f"{ROW_NOTE} {taken} {'are' if shown.fields else 'is'} all you take from it.\n"
        'Reply with one JSON object: {"thoughts": "at most 60 words", "answer": "..."}.'
    )


def _place(region: Region, record: Any) -> dict[str, object]:
    """Where a thing is and, unless that is the answer, what it is."""
    return {"box": list(region.box)} | ({} if is_right(region.label, record) else {"label": region.label})


def _asked_box(record: Any, size: tuple[int, int]) -> Box:
    """The box around all things that the question is about."""
    boxes = [record.regions[place].box for place in record.asked]
    if not boxes:
        raise NotShown("no asked regions")
    around = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    x0, y0, x1, y1 = _inside(around, size)
    if x0 >= x1 or y0 >= y1:
        raise NotShown(f"box {around} is not in the picture of {size[0]}x{size[1]}")
    return x0, y0, x1, y1


def _inside(box: Box, size: tuple[int, int]) -> Box:
    return max(box[0], 0), max(box[1], 0), min(box[2], size[0]), min(box[3], size[1])
