"""The recipe that the bench runs: questions of a text file, each answered by one call of the model.

synthloom run bench/engines/one_question.py --source q.txt --model solver=fake-model --catalog /tmp/c
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from synthloom.flows.recipe import Recipe
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import Record, content_id
from synthloom.schemas.steps import BadRow, Context, Message, Role, Text

SYSTEM = "You answer questions about towns in one short sentence. Name the town first, then the year, and nothing else."


class Question(Record):
    """A line of the file."""

    question: str


class Answered(Question):
    """A question and what the model says."""

    answer: str


class Place(BaseModel):
    """The typed reply."""

    town: str
    year: int


@dataclass(frozen=True)
class Questions:
    """One question a line."""

    uri: str
    name: str = "questions"
    revision: str = "1"
    licence: str = "CC0-1.0"
    count: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def makes(self) -> type[Question]:
        return Question

    @property
    def state(self) -> str:
        told = os.stat(self.uri)
        return f"{told.st_size} {told.st_mtime_ns}"

    def load(self, context: Context) -> Iterator[Question | BadRow]:
        with Path(self.uri).open(encoding="utf-8") as file:
            for line in file:
                text = line.rstrip("\n")
                row = content_id(text)
                yield Question(
                    id=row, group_id=row, source=self.name, revision="1", licence=self.licence, question=text
                )


@dataclass(frozen=True)
class Ask:
    """Ask the model, for a typed reply or, with `typed=false`, for a turn in words."""

    name: str = "ask"
    version: int = 1
    roles: tuple[Role, ...] = ("solver",)
    system: str = SYSTEM
    typed: bool = True

    @property
    def makes(self) -> type[Answered]:
        return Answered

    async def generate(self, record: Question, context: Context) -> Sequence[Answered]:
        solver = context.model("solver")
        assert solver is not None, "give --model solver=NAME"
        turns = [Message("system", (Text(self.system),)), Message("user", (Text(record.question),))]
        if self.typed:
            place = await solver.chat(turns, Place)
            answer = f"{place.town}, {place.year}!"
        else:
            answer = (await solver.converse(turns)).text
        return [Answered(**record.fields_with(answer=answer))]


def open_questions(uris: Sequence[str]) -> tuple[Questions, ...]:
    """A source for each file."""
    if not all(Path(uri).is_file() for uri in uris):
        raise UserError(f"there is no file {', '.join(uris)}; give --source a text file with one question a line")
    return tuple(Questions(uri) for uri in uris)


RECIPE = Recipe(name="one-question", version=1, summary="one call a row", open_sources=open_questions, steps=(Ask(),))
