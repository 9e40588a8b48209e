"""A recipe outside the package whose one step asks a model: lines of a text file, each judged.

synthloom run tests/asking_recipe.py --source lines.txt --model judge=fake-model
a line "the sky is blue" → {"analysis": "it is", "score": 4} → kept
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel

from synthloom.flows.recipe import Recipe
from synthloom.schemas.errors import UserError
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.records import Record, content_id
from synthloom.schemas.steps import BadRow, Context, Message, Role, Text, Verdict


class Line(Record):
    text: str


class Judgement(BaseModel):
    analysis: str
    score: int


@dataclass(frozen=True)
class Lines:
    """One record a line."""

    uri: str
    name: str = "lines"
    licence: str = "CC0-1.0"
    notes: tuple[str, ...] = ()

    @property
    def makes(self) -> type[Line]:
        return Line

    @property
    def revision(self) -> str:
        return self.state[:12]

    @property
    def state(self) -> str:
        return sha256(Path(self.uri).read_bytes()).hexdigest()

    @property
    def count(self) -> int:
        with Path(self.uri).open() as file:
            return sum(1 for _ in file)

    def load(self, context: Context) -> Iterator[Line | BadRow]:
        with Path(self.uri).open() as file:
            for line in file:
                text = line.rstrip("\n")
                row = content_id(text)
                yield Line(id=row, group_id=row, source=self.name, revision="1", licence=self.licence, text=text)


@dataclass(frozen=True)
class Judge:
    """Keep the lines that a model gives at least `least`."""

    name: str = "judge"
    version: int = 1
    roles: tuple[Role, ...] = ("judge",)
    system: str = "Score how clear this line is, from 1 to 5."
    least: int = 3

    async def verify(self, record: Line, context: Context) -> Verdict:
        model = context.model("judge")
        if model is None:
            return Verdict(True)
        asked = (
            Message("system", (Text(f"{self.system} {ROW_NOTE}"),)),
            Message("user", (Text(row_block(text=record.text)),)),
        )
        said = await model.chat(asked, Judgement)
        return Verdict(said.score >= self.least, "" if said.score >= self.least else "unclear", float(said.score))


def open_lines(uris: Sequence[str]) -> tuple[Lines, ...]:
    if not all(Path(uri).is_file() for uri in uris):
        raise UserError(f"no file {uris}; give --source a text file, one line a record")
    return tuple(Lines(uri) for uri in uris)


RECIPE = Recipe(
    name="asking", version=1, summary="lines that a model finds clear", open_sources=open_lines, steps=(Judge(),)
)
