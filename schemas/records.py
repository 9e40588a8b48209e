"""Records: typed rows. A row keeps its id while steps add to it, so verdicts of every step meet under one id."""

import hashlib
import json
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict

from synthloom.schemas.media import Media

Category = Literal["shape", "color", "count", "location", "knowledge", "caption", "ocr", "math"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
Box = tuple[int, int, int, int]
"""Pixels x0, y0, x1, y1 in the upright picture; x1 and y1 lie outside."""


def content_id(*parts: object) -> str:
    """An id made of content alone: the first 20 hex digits of SHA-256 over canonical JSON."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


class Record(BaseModel):
    """What every row carries: its id, the group it must not be separated from, and where it came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    group_id: str
    source: str
    """The source's short name, such as `daquar`."""
    revision: str
    """The state of the source that was read: a commit, or a hash of the annotation files."""
    licence: str
    """An SPDX id or the source's own words; `unknown` where it states none."""

    def fields_with(self, **changes: Any) -> dict[str, Any]:
        """The fields of a record with some replaced or added: what the next step's record is made from."""
        return {name: getattr(self, name) for name in type(self).model_fields} | changes


class Region(BaseModel):
    """One thing known to be in an image: its name, its box, and its color and shape where the source knows them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    box: Box
    color: str = ""
    shape: str = ""
    text: str = ""
    """What is written there, for a region of text."""


class VqaItem(Record):
    """A question about a picture and its answer; with boxes alone, question and answer are empty."""

    image: Media
    question: str
    answer: str
    answers: tuple[str, ...] = ()
    """All annotators' answers, where there are several."""
    choices: tuple[str, ...] = ()
    """The options of a multiple-choice question."""
    working: str = ""
    """The steps that lead to the answer of a math problem, one a line, where the source gives them."""
    regions: tuple[Region, ...] = ()
    asked: tuple[int, ...] = ()
    """Indices into `regions` of the things the question is about; empty where nobody knows."""


class ClassifiedItem(VqaItem):
    """A VQA item with its category; `answer` is now the short core answer."""

    category: Category
    original_answer: str
    classifier: str
    """What decided: `rules` or a model's full name."""


class EditPlan(BaseModel):
    """What a right edit does. It is fixed together with the instruction, so the picture can be checked against it.

    Which fields count depends on `operation`:
    - `render_text`: a new picture of `medium` that shows `text` (one or more lines)
    - `write_sign`: a `medium` (sign, paper, board) with `text` is put into the scene
    - `add_objects`: `count` objects of kind `thing`, in `color` and/or `shape`, are put where they cover no region
    - `draw_entity`: one `thing` is put into the scene
    - `change_region`: the boxes of the regions `targets` get `effect`, in `color` where the effect takes one
    - `change_picture`: the whole picture gets `effect` (a frame, grayscale, a mark in a corner, ...)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    operation: Literal["render_text", "write_sign", "add_objects", "draw_entity", "change_region", "change_picture"]
    text: str = ""
    medium: str = ""
    thing: str = ""
    count: int = 0
    color: str = ""
    shape: str = ""
    effect: str = ""
    targets: tuple[int, ...] = ()


class EditTask(ClassifiedItem):
    """An instruction to edit the item's image; the short answer is not in it, but for the YES condition."""

    instruction: str
    variant: str
    """Which template family: `yes`, `syn`, `person`, `entity`, `region`, `medium`."""
    plan: EditPlan | None
    """None when a model wrote the instruction: then only a model can edit."""
    writer: str


class EditPair(EditTask):
    """Source image, instruction, edited image."""

    edited_image: Media
    edited_boxes: tuple[Box, ...]
    """Where pixels may differ from the source; empty for a picture made anew (`render_text`) or by a model."""
    engine: str
    """`rules`, or the models that took part, as `writer=NAME editor=NAME`."""

    @property
    def edited_by_rules(self) -> bool:
        """Whether our own code drew the edit."""
        return self.engine == "rules" or self.engine.endswith(" editor=rules")
