"""A recipe whose only step asks a model, for runs that are killed: numbers of a text file, doubled by a server."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel
from toy_recipe import Number, Numbers

from synthloom.flows.recipe import Recipe
from synthloom.schemas.steps import Context, Message, Role, Text


class Doubled(Number):
    double: int


class Reply(BaseModel):
    number: int


@dataclass(frozen=True)
class Double:
    """Ask for twice a number."""

    name: str = "double"
    version: int = 1
    roles: ClassVar[tuple[Role, ...]] = ("writer",)

    @property
    def makes(self) -> type[Doubled]:
        return Doubled

    async def generate(self, record: Number, context: Context) -> Sequence[Doubled]:
        model = context.model("writer")
        assert model is not None
        said = await model.chat([Message("user", (Text(f"Twice #{record.value}"),))], Reply)
        return [Doubled(**record.fields_with(double=said.number))]


def open_numbers(uris: Sequence[str]) -> tuple[Numbers, ...]:
    return tuple(Numbers(str(Path(uri))) for uri in uris)


RECIPE = Recipe(name="batched", version=1, summary="numbers doubled", open_sources=open_numbers, steps=(Double(),))
