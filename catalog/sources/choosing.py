"""Which of a folder's tables are its questions, and which are something else: answers to join, the same rows once
more, what models said, or lists of pictures.

    OwlEval: questions.jsonl (no answers) and six answer/*.jsonl that disagree → read questions.jsonl; the six are
    answers of models, not gold
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from synthloom.catalog.sources.columns import find_columns, look_up
from synthloom.catalog.sources.question_pairs import join_answers
from synthloom.catalog.sources.raw import Raw, Rows, SourceError, Table
from synthloom.catalog.sources.rows import DESCRIBE, read_row
from synthloom.schemas.steps import BadRow, Reject

HEAD = 200
"""Rows looked at. Tables that hold the same rows mostly hold them in the same order."""
_FORMS = ("question_pairs", "parquet", "json", "jsonl", "csv", "tsv")


@dataclass(frozen=True)
class Opened:
    """A table, its columns, and whether its answers write `_` where a space is meant."""

    table: Table
    columns: Mapping[str, str]
    underscored: bool = False


@dataclass(frozen=True)
class Sketch:
    """What the first rows of a table say: picture, question and answer of each."""

    opened: Opened
    rows: tuple[tuple[str, str, str], ...]
    boxed: bool

    @property
    def table(self) -> Table:
        return self.opened.table

    @property
    def columns(self) -> Mapping[str, str]:
        return self.opened.columns

    @property
    def answered(self) -> bool:
        """Whether most rows have an answer."""
        return sum(bool(answer) for _, _, answer in self.rows) * 2 > len(self.rows)

    @property
    def asks(self) -> bool:
        return any(question for _, question, _ in self.rows)

    @property
    def rank(self) -> tuple[object, ...]:
        """Of tables with the same rows the lowest is read: its own questions before captions, answers before none."""
        own = any(question and question != _letters(DESCRIBE) for _, question, _ in self.rows)
        form = _FORMS.index(self.table.form) if self.table.form in _FORMS else len(_FORMS)
        return (not own, not self.answered, -len(self.rows), form, str(self.table.files[:1]))


def sketch(table: Table, given: Sequence[tuple[str, str]]) -> Sketch:
    """Look at the first rows. Raises `SourceError` when a given column is nowhere in them."""
    head = [raw.fields for raw in islice(table.read(""), HEAD) if isinstance(raw, Raw)]
    usable = [(field, column) for field, column in given if any(look_up(fields, column) is not None for fields in head)]
    columns = find_columns(head, usable)
    rows, boxed = [], False
    for fields in head:
        try:
            row = read_row(fields, columns)
        except Reject:
            continue
        name = hashlib.sha256(row.image).hexdigest() if isinstance(row.image, bytes) else str(row.image)
        key = re.sub(r"^.*?0*(\d{3,})$", r"\1", PurePosixPath(name).stem)  # COCO_val2014_000000000042 is 000000000042
        rows.append((key, _letters(row.question), row.answer))
        boxed |= bool(row.boxes)
    answers = [answer for _, _, answer in rows]
    spaced = any(re.search(r"[a-z] [a-z]", answer.replace(", ", ",")) for answer in answers)
    underscored = not spaced and any(re.fullmatch(r"[a-z]+(_[a-z]+)+", answer) for answer in answers)
    return Sketch(Opened(table, columns, underscored), tuple(rows), boxed)


def choose(sketches: Sequence[Sketch], root: Path, given: Sequence[tuple[str, str]]) -> tuple[list[Opened], list[str]]:
    """The tables to read, and a sentence on each that isn't."""
    notes: list[str] = []
    left = _join(sketches, root, given, notes)
    for good, why in (
        ([one for one in left if one.rows], "no row names a picture"),
        ([one for one in left if one.asks or one.boxed or one.answered], "it asks nothing and has no boxes"),
    ):
        if good:
            kept = [one for one in left if one in good or one.table.form == "broken"]
            notes += [f"{_name(one.table, root)} is not read: {why}" for one in left if one not in kept]
            left = kept
    chosen: list[Opened] = []
    while left:
        same = [left[0], *(one for one in left[1:] if _is_same(left[0], one))]
        left = [one for one in left if one not in same]
        chosen.append(_pick(same, root, notes))
    return chosen, notes


def _join(sketches: Sequence[Sketch], root: Path, given: Sequence[tuple[str, str]], notes: list[str]) -> list[Sketch]:
    """Question tables without answers take the answers that other tables hold under the same ids."""
    keyed = [one for one in sketches if "question_id" in one.columns]
    answers = [one for one in keyed if "question" not in one.columns and {"answer", "answers"} & one.columns.keys()]
    questions = [one for one in keyed if one.asks and not one.answered]
    if not answers or not questions:
        return list(sketches)
    used = ", ".join(_name(one.table, root) for one in answers)
    joined = []
    for one in sketches:
        if one in questions:
            notes.append(f"{_name(one.table, root)} is read with the answers of {used}")
            joined.append(
                sketch(join_answers(one.table, [a.table for a in answers], one.columns["question_id"]), given)
            )
        elif one not in answers:
            joined.append(one)
    return joined


def _is_same(one: Sketch, other: Sketch) -> bool:
    """Whether two tables describe the same rows: the same questions of the same pictures, or the same long answers.

    Shards and splits look alike and agree; rows they share are found row by row, later, by their ids.
    """
    if one.table.form == other.table.form and one.columns == other.columns and not _disagree(one, other):
        return False
    for this, that in (
        ({(image, question) for image, question, _ in sketched.rows if question} for sketched in (one, other)),
        (
            {(image, answer) for image, _, answer in sketched.rows if answer.count(" ") >= 2}
            for sketched in (one, other)
        ),
    ):
        if this and that and len(this & that) * 3 >= 2 * min(len(this), len(that)):
            return True
    return False


def _pick(same: list[Sketch], root: Path, notes: list[str]) -> Opened:
    """The one to read of tables with the same rows. Where answers disagree, or say who wrote them, none is gold."""
    answered = [one for one in same if one.answered]
    if len(answered) < len(same) or len(answered) > 1:
        exports = [one for one in answered if "writer" in one.columns]
        if not exports and len(answered) > 1 and all(_disagree(answered[0], one) for one in answered[1:]):
            exports = answered
        same_questions = [one for one in same if one not in exports] or same[:1]
        best = min(same_questions, key=lambda one: one.rank)
        for one in same:
            if one is not best:
                why = (
                    "answers of a model, not gold" if one in exports else f"the same rows as {_name(best.table, root)}"
                )
                notes.append(f"{_name(one.table, root)} is not read: {why}")
        if best in exports:
            notes.append(f"{_name(best.table, root)} is read without its answers: they are a model's, not gold")
            return Opened(_without_answers(best.table, best.columns), best.columns)
        return best.opened
    return same[0].opened


def _disagree(one: Sketch, other: Sketch) -> bool:
    """Whether most shared questions have different answers."""
    known = {(image, question): answer for image, question, answer in one.rows}
    shared = [known[image, question] == answer for image, question, answer in other.rows if (image, question) in known]
    return len(shared) > 1 and sum(shared) * 2 < len(shared)


def _without_answers(table: Table, columns: Mapping[str, str]) -> Table:
    dropped = {columns.get("answer"), columns.get("answers")}

    def read(column: str) -> Rows:
        for raw in table.read(column):
            yield (
                raw
                if isinstance(raw, BadRow)
                else Raw(raw.where, {k: v for k, v in raw.fields.items() if k not in dropped})
            )

    return replace(table, read=read)


def _letters(text: str) -> str:
    """A question without what copies of it differ in. OwlEval's files share 74 to 93 % of them, so 86 to 100 %."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def check_given(sketches: Sequence[Sketch], given: Sequence[tuple[str, str]]) -> None:
    """A given column must be in some table."""
    for field, column in given:
        if sketches and not any(one.columns.get(field) == column for one in sketches):
            names: dict[str, Any] = dict.fromkeys(
                name
                for one in sketches
                for raw in islice(one.table.read(""), 5)
                if isinstance(raw, Raw)
                for name in raw.fields
            )
            raise SourceError(
                f"No row has a column {column!r} for {field}. Expected one of {', '.join(names)}. Name one of these."
            )


def _name(table: Table, root: Path) -> str:
    if not table.files:
        return table.form
    first = table.files[0]
    name = first.relative_to(root).as_posix() if first.is_relative_to(root) else first.name
    return name if len(table.files) == 1 else f"{name} and {len(table.files) - 1} more"
