"""VQAv2's way: questions in one file, answers in another, joined by `question_id`.

{"question_id": 42000, "image_id": 42, "question": "What color are the gym shoes?"} and
{"question_id": 42000, "answers": [{"answer": "white"}, …ten of them]} → one row
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from synthloom.catalog.sources.columns import find_columns, look_up
from synthloom.catalog.sources.raw import Raw, Rows, Table
from synthloom.catalog.sources.values import to_texts
from synthloom.schemas.steps import BadRow, Reject


def join_answers(questions: Table, answers: Sequence[Table], id_column: str) -> Table:
    """The question table with the answers of all answer tables beside its rows."""
    files = (*questions.files, *(path for table in answers for path in table.files))
    licence = questions.licence or next((table.licence for table in answers if table.licence), "")

    def read(_: str) -> Rows:
        known = _answers(answers)
        for raw in questions.read(""):
            if isinstance(raw, BadRow):
                yield raw
            else:
                answer, said = known.get(str(look_up(raw.fields, id_column)), ("", ()))
                yield Raw(raw.where, raw.fields | {"answer": answer, "answers": list(said)})

    return replace(questions, form="question_pairs", files=files, licence=licence, read=read, folder=questions.base)


def _answers(tables: Sequence[Table]) -> dict[str, tuple[Any, tuple[str, ...]]]:
    known: dict[str, tuple[Any, tuple[str, ...]]] = {}
    for table in tables:
        columns: dict[str, str] = {}
        for raw in table.read(""):
            if isinstance(raw, BadRow):
                continue  # its question is then left without an answer, and is rejected as such
            columns = columns or find_columns([raw.fields]) | {"question_id": "question_id"}
            if "question" in columns and "answer" not in columns:
                columns["answer"] = columns.pop("question")
            try:
                said = to_texts(look_up(raw.fields, columns.get("answers", "")))
            except Reject:
                said = ()
            known[str(look_up(raw.fields, columns["question_id"]))] = (
                look_up(raw.fields, columns.get("answer", "")),
                said,
            )
    return known
