"""The VQA source: questions about pictures, in the forms people have, from one address.

    VqaSource("data/daquar").load(context) → VqaItem(question="what is on the desk", answer="book, scissor", image=…)

An address is a local file or folder, or `hf://owner/name[:config][@revision][#split]`. What is in it is found by
looking (`looking.py`); every row becomes an item or a `BadRow` that says why not.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from synthloom.catalog.sources.choosing import Opened
from synthloom.catalog.sources.columns import MAPPABLE, look_up
from synthloom.catalog.sources.json_files import forget
from synthloom.catalog.sources.looking import Found, look
from synthloom.catalog.sources.pictures import Pictures, walk
from synthloom.catalog.sources.raw import Box, Raw, SourceError, bad_row
from synthloom.catalog.sources.rows import Row, read_row
from synthloom.catalog.sources.sample import SampleSource
from synthloom.catalog.sources.sampling import draw
from synthloom.catalog.sources.values import to_text
from synthloom.schemas.media import Media
from synthloom.schemas.records import Region, VqaItem, content_id
from synthloom.schemas.steps import BadRow, Context, Reject

MAX_NAME = 50
"""Characters of a source's name: file systems take 255 bytes, with what is put around it."""


@dataclass(frozen=True)
class VqaSource:
    """One address. `columns` (field, column), `licence_given` and `name_given` override what is found.

    `cap` is the number of rows drawn of each group by `group_by`.
    """

    version: ClassVar[int] = 1
    """Raised when the same files give other rows."""
    uri: str
    columns: tuple[tuple[str, str], ...] = ()
    licence_given: str = ""
    cap: int | None = None
    group_by: str = ""
    name_given: str = ""

    @cached_property
    def found(self) -> Found:
        """What looking at the address found; looked at once."""
        if unknown := [field for field, _ in self.columns if field not in MAPPABLE]:
            raise SourceError(
                f"There is no field {unknown[0]!r} to give a column for. Expected one of {', '.join(MAPPABLE)}. "
                "Name one of these."
            )
        if self.cap is not None and self.cap < 1:
            raise SourceError(f"cap is {self.cap}. Expected at least 1 row a group. Leave it out to read all rows.")
        return look(self.uri, self.columns)

    def __getstate__(self) -> dict[str, Any]:
        """Fields alone: what was found holds open readers, and another process looks again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def name(self) -> str:
        """The folder's or file's; it is part of paths, so only letters, digits, `.`, `_` and `-` are left."""
        return re.sub(r"[^\w.-]+", "_", self.name_given or self.found.name)[-MAX_NAME:]

    @property
    def address(self) -> tuple[str, ...]:
        """The parts of the whole path, links followed, or of the address on the Hub."""
        if self.uri.startswith("hf://"):
            return tuple(re.split("[/:@#]+", self.uri.removeprefix("hf://").removeprefix("datasets/")))
        return Path(self.uri).expanduser().resolve().parts[1:]

    @property
    def revision(self) -> str:
        return self.found.revision

    @property
    def licence(self) -> str:
        return self.licence_given or self.found.licence

    @property
    def makes(self) -> type[VqaItem]:
        return VqaItem

    @property
    def state(self) -> str:
        """A stamp over settings, and names, sizes and times of all files, pictures too; on the Hub, the commit."""
        found, digest = self.found, hashlib.sha256(repr(self).encode("utf-8", "backslashreplace"))
        digest.update(found.revision.encode())
        for path in walk(found.root):
            status = path.lstat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    @property
    def count(self) -> int | None:
        """How many rows there are, where the files say so."""
        counts = [one.table.count for one in self.found.tables]
        known = [count for count in counts if count is not None]
        return sum(known) if self.cap is None and len(known) == len(counts) else None

    @property
    def notes(self) -> tuple[str, ...]:
        """Which files weren't read, and why."""
        return self.found.notes

    def load(self, context: Context) -> Iterator[VqaItem | BadRow]:
        """Items and bad rows in the order of the files."""
        pictures = Pictures(self.found.root, context.media)
        for opened, raw in self._drawn(context.random.getrandbits(64)):
            if isinstance(raw, BadRow):
                yield replace(raw, source=self.name)
                continue
            try:
                yield self._item(raw, opened, pictures)
            except Reject as reject:
                yield bad_row(reject.reason, raw.where, reject.detail, raw.fields, self.name)
        forget()

    def _drawn(self, seed: int) -> Iterator[tuple[Opened, Raw | BadRow]]:
        """All rows, or those the reservoirs keep. Bad rows aren't drawn: they are always told."""
        rows = self._rows("")
        if self.cap is None:
            return rows
        groups = (to_group(raw, self.group_by) for _, raw in self._rows(self.group_by) if isinstance(raw, Raw))
        kept = draw(groups, self.cap, seed)
        return _taken(rows, kept)

    def _rows(self, column: str) -> Iterator[tuple[Opened, Raw | BadRow]]:
        return chain.from_iterable(((one, raw) for raw in one.table.read(column)) for one in self.found.tables)

    def _item(self, raw: Raw, opened: Opened, pictures: Pictures) -> VqaItem:
        row = read_row(raw.fields, opened.columns)
        picture = pictures.find(row.image, opened.table.base)
        if row.question and not row.answer:
            raise Reject("no_answer")
        if row.answer and not row.question:
            raise Reject("no_question")
        image = pictures.put(picture)
        answer = row.answer.replace("_", " ") if opened.underscored else row.answer
        return VqaItem(
            id=content_id(image.hash, row.question, answer, self.name),
            group_id=image.hash[:20],
            source=self.name,
            revision=self.revision,
            licence=self.licence_given or row.licence or opened.table.licence or self.licence,
            image=image,
            question=row.question,
            answer=answer,
            answers=row.answers,
            choices=row.choices,
            working=row.working,
            regions=to_regions(row, image),
            asked=row.asked,
        )


def _taken(rows: Iterator[tuple[Opened, Raw | BadRow]], kept: frozenset[int]) -> Iterator[tuple[Opened, Raw | BadRow]]:
    number = -1
    for opened, raw in rows:
        number += isinstance(raw, Raw)
        if isinstance(raw, BadRow) or number in kept:
            yield opened, raw


def to_group(raw: Raw, column: str) -> str:
    """The value a row is grouped by; rows without one are a group of their own."""
    value: Any = look_up(raw.fields, column) if column else ""
    return str(value) if isinstance(value, dict | list) else to_text(value)


def to_regions(row: Row, image: Media) -> tuple[Region, ...]:
    """Boxes in whole pixels of the upright picture. One bad box rejects the row: its counts would be wrong."""
    across, down = 1.0, 1.0
    if row.size and row.size != (image.width, image.height):
        across, down = image.width / row.size[0], image.height / row.size[1]
        # A picture made smaller keeps its boxes; one that was turned or cropped since doesn't.
        if row.boxes and abs(across / down - 1) > 0.02:
            raise Reject("size_mismatch", f"annotated at {row.size}, the picture is {image.width}x{image.height}")
    return tuple(_region(box, across, down, image) for box in row.boxes)


def _region(box: Box, across: float, down: float, image: Media) -> Region:
    if box.fraction:
        across, down = image.width, image.height
    x0, y0, x1, y1 = (n * scale for n, scale in zip(box.corners, (across, down, across, down), strict=True))
    if not (x0 < x1 and y0 < y1 and x0 < image.width and y0 < image.height and x1 > 0 and y1 > 0):
        raise Reject("bad_box", f"{box.label} {box.corners} in {image.width}x{image.height}")
    corners = (round(max(0, x0)), round(max(0, y0)), round(min(image.width, x1)), round(min(image.height, y1)))
    if corners[0] >= corners[2] or corners[1] >= corners[3]:
        raise Reject("bad_box", f"{box.label} {box.corners} is less than a pixel")
    return Region(
        label=box.label.replace("_", " ").strip(), box=corners, color=box.color, shape=box.shape, text=box.text
    )


def _short_name(source: VqaSource | SampleSource) -> str:
    """The name a source will have, told without looking into it."""
    if isinstance(source, SampleSource):
        return source.name
    last = source.address[-1]
    return source.name_given or (last.split(".")[0] if Path(source.uri).is_file() else last)


def open_sources(uris: Sequence[str]) -> tuple[VqaSource | SampleSource, ...]:
    """A source for every address; nothing is looked at yet, for settings may tell how. `sample` is the built-in source.

    Sources that would share a name get longer ones: `a/images` and `b/images` are `a-images` and `b-images`.
    """
    sources: list[VqaSource | SampleSource] = []
    for uri in uris:
        if uri == "sample" and not Path(uri).exists():
            sources.append(SampleSource())
            continue
        sources.append(VqaSource(uri))
    addresses = [source.address if isinstance(source, VqaSource) else () for source in sources]
    if twice := next((uri for uri, parts in zip(uris, addresses, strict=True) if addresses.count(parts) > 1), ""):
        raise SourceError(f"{twice} is given twice. Expected each source once. Leave one out.")
    for depth in range(2, 1 + max(map(len, addresses), default=0)):
        names = [_short_name(source) for source in sources]
        sources = [
            replace(source, name_given="-".join(source.address[-depth:]))
            if isinstance(source, VqaSource) and names.count(_short_name(source)) > 1
            else source
            for source in sources
        ]
    return tuple(sources)
