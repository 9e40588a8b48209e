"""The sample: questions about scenes that are drawn on the spot, so that a first run needs nothing else.

SampleSource(scenes=1) → 8 rows about one picture, such as
question="What color is the umbrella on the sand?" answer="purple" asked=(5,)
regions[5]=Region(label="umbrella", box=(322, 361, 391, 430), color="purple")
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from synthloom.catalog.sources.scene_compose import compose
from synthloom.catalog.sources.scene_questions import questions
from synthloom.catalog.sources.scenes import BOARD, SIGN, TAG, Item
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import Box, Region, VqaItem, content_id
from synthloom.schemas.steps import Context


@dataclass(frozen=True)
class SampleSource:
    """Drawn scenes with exact boxes and eight questions each, one for every category."""

    scenes: int = 250
    size: int = 512
    """Pixels of the pictures' sides."""
    name: str = "sample"
    revision: str = "sample-2"
    """Raised whenever the same scenes and seed of a run give other pictures or questions."""
    licence: str = "CC0-1.0"

    def __post_init__(self) -> None:
        if self.size < 512:
            raise UserError(f"sample.size is {self.size}, but the texts need at least 512 pixels: give a larger size")

    @property
    def makes(self) -> type[VqaItem]:
        return VqaItem

    @property
    def state(self) -> str:
        """The revision: what is drawn depends on nothing outside."""
        return self.revision

    @property
    def notes(self) -> tuple[str, ...]:
        """Nothing is left out."""
        return ()

    @property
    def count(self) -> int:
        """Rows: eight a scene."""
        return 8 * self.scenes

    def load(self, context: Context) -> Iterator[VqaItem]:
        """Eight rows a scene. A scene depends on the run's seed and its number, so fewer scenes are the first ones."""
        seed = context.random.getrandbits(64)
        for number in range(self.scenes):
            random = Random(f"{self.revision} {seed} {number}")
            scene = compose(random)
            picture, boxes = scene.paint(self.size)
            media = context.media.put_image(picture)
            regions = tuple(_region(item, box) for item, box in zip(scene.items, boxes, strict=True))
            for asked in questions(scene, boxes, self.size, random):
                yield VqaItem(
                    id=content_id(media.hash, asked.question, asked.answer),
                    group_id=media.hash[:20],
                    source=self.name,
                    revision=self.revision,
                    licence=self.licence,
                    image=media,
                    question=asked.question,
                    answer=asked.answer,
                    working=asked.working,
                    regions=regions,
                    asked=asked.asked,
                )


def _region(item: Item, box: Box) -> Region:
    if item.role in (SIGN, BOARD, TAG):
        return Region(label=item.noun, box=box, text=item.text)
    return Region(label=item.noun, box=box, color=item.color, shape=item.shape)
