"""A corpus whose source holds pictures: `small_corpus` with drawn ones, so that tests need no ZIM file.

pictured_corpus(tmp_path, {"Cape Town.jpg": b"no picture"}).pictures().skipped → {"image_unreadable": 1, …}
"""

import io
from collections.abc import Mapping
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw
from small_corpus import small_corpus

from synthloom.catalog.corpus.opened import LocalCorpus

NAMES = (
    "Semonkong landscape.jpg", "Cape Town.jpg", "Maseru aerial.jpg", "Johannesburg skyline.jpg", "Orange River.jpg",
    "King Moshoeshoe.jpg", "Nadine Gordimer 01.JPG",
)  # fmt: skip


class PicturedCorpus(LocalCorpus):
    """An opened corpus with a source in memory."""

    def __init__(self, folder: Path, held: Mapping[str, bytes]) -> None:
        super().__init__(folder)
        self.held = held

    @property
    def source_is_there(self) -> bool:
        return True

    def image(self, name: str) -> bytes | None:
        return self.held.get(name)


def pictured_corpus(folder: Path, changes: Mapping[str, bytes | None] | None = None) -> PicturedCorpus:
    """The corpus, its pictures drawn by their names; `changes` replaces some, or takes them away."""
    held = {name: encoded(drawn(name)) for name in NAMES} | dict(changes or {})
    return PicturedCorpus(small_corpus(folder).folder, {name: data for name, data in held.items() if data is not None})


def drawn(name: str, size: tuple[int, int] = (240, 180)) -> Image.Image:
    """Shapes and colours of their own for every name."""
    random = Random(name)
    image = Image.new("RGB", size, _colour(random))
    pen = ImageDraw.Draw(image)
    for _ in range(24):
        x, y = random.randrange(size[0]), random.randrange(size[1])
        box = (x, y, x + random.randrange(12, 90), y + random.randrange(12, 90))
        (pen.ellipse if random.random() < 0.5 else pen.rectangle)(box, fill=_colour(random))
    return image


def encoded(image: Image.Image) -> bytes:
    """As PNG."""
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def _colour(random: Random) -> tuple[int, int, int]:
    return random.randrange(256), random.randrange(256), random.randrange(256)
