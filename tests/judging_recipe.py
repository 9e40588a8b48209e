"""A recipe file of a user's own, built of judges that fit any record: what a question about a picture is worth.

synthloom run tests/judging_recipe.py --model solver=S --model judge=A --model judge=B --model judge=C
    --set right.keep=0.8 --set 'checks.questions=["Is the question clear?"]'
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from synthloom.flows.recipe import Recipe
from synthloom.schemas.records import VqaItem, content_id
from synthloom.schemas.steps import Context
from synthloom.verifiers.checklist import Checklist
from synthloom.verifiers.majority import MajorityVote
from synthloom.verifiers.pass_rate import PassRate
from synthloom.verifiers.rubric import Criterion, Rubric

ROWS = (("red", "red"), ("blue", "blue"), ("blue", "red"), ("green", "green"), ("gray", "gray"))
"""The color of each picture, and the answer in the row."""


@dataclass(frozen=True)
class Colors:
    """Pictures of one color, and what they are said to show."""

    name: str = "colors"
    revision: str = "1"
    licence: str = "CC0-1.0"
    state: str = "1"
    count: int = len(ROWS)
    notes: tuple[str, ...] = ()

    @property
    def makes(self) -> type[VqaItem]:
        return VqaItem

    def load(self, context: Context) -> Iterator[VqaItem]:
        for place, (color, answer) in enumerate(ROWS):
            yield VqaItem(
                id=content_id(place), group_id=content_id(place), source=self.name, revision="1", licence="CC0-1.0",
                image=context.media.put_image(Image.new("RGB", (32 + place, 32), color)),
                question=f"What color is picture {place}?", answer=answer,
            )  # fmt: skip


RECIPE = Recipe(
    name="judged",
    version=1,
    summary="questions that need their picture, whose answer solvers and judges agree on",
    open_sources=lambda uris: (Colors(),),
    steps=(
        PassRate(a="image", b="closed_book", draws=2, keep="p_b < 1", labels=(("visual", "gain > 0"),)),
        MajorityVote(draws=4, least=3),
        Rubric(
            criteria=(Criterion("right", "the answer is right", 3.0), Criterion("clear", "one meaning")), name="right"
        ),
        Checklist(questions=("Is the answer one word?",), name="checks"),
    ),
)
