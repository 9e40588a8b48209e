"""The desk a test hands to a tool: pictures by short ids, a memory of answers, and a corpus where one is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from pydantic import ValidationError

from synthloom.schemas.corpus import Corpus
from synthloom.schemas.media import BadImage, Media, MediaStore
from synthloom.schemas.tools import Desk as ToolDesk
from synthloom.schemas.tools import Tool, ToolError, ToolSettings


@dataclass
class Desk:
    """Keeps the contract of `schemas.tools.Desk` in the simplest way."""

    media: MediaStore
    given: Corpus | None = None
    settings: ToolSettings = field(default_factory=ToolSettings)
    images: dict[str, Media] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def corpus(self) -> Corpus:
        if self.given is None:
            raise ToolError("refused", "there is no corpus here")
        return self.given

    def image(self, ref: str) -> Image.Image:
        if ref not in self.images:
            raise ToolError("bad_arguments", f"there is no picture {ref!r}; there are {', '.join(self.images)}")
        return self.media.image(self.images[ref])

    def add(self, picture: Image.Image | bytes | Media) -> str:
        ref = f"img_{len(self.images) + 1}"
        try:
            if isinstance(picture, bytes):
                picture = self.media.put(picture)
            elif not isinstance(picture, Media):
                picture = self.media.put_image(picture)
        except BadImage as error:
            raise ToolError("malformed", f"That is no picture that can be used: {error.reason}.") from error
        self.images[ref] = picture
        return ref

    def cached(self, kind: str, asked: Mapping[str, Any], answer: Callable[[], str]) -> str:
        key = f"{kind} {sorted(asked.items())}"
        if key not in self.answers:
            self.answers[key] = answer()
        return self.answers[key]

    def call(self, tool: Tool, **arguments: Any) -> str:
        """The observation of a call. Raises `ToolError`, as a session would tell it."""
        try:
            asked = tool.arguments.model_validate(arguments)
        except ValidationError as error:
            raise ToolError("bad_arguments", str(error)) from error
        return tool.run(asked, self)

    def tried(self, tool: Tool, **arguments: Any) -> str:
        """The error class of a call, or an empty text where it was done."""
        try:
            self.call(tool, **arguments)
        except ToolError as error:
            return error.error
        return ""

    def last(self) -> Image.Image:
        """The newest picture."""
        return self.media.image(list(self.images.values())[-1])


def desk_with(media: MediaStore, *pictures: Image.Image, corpus: Corpus | None = None) -> Desk:
    """A desk on which these pictures lie as img_1, img_2, …"""
    desk = Desk(media, corpus)
    for picture in pictures:
        desk.add(picture)
    return desk


def _holds(desk: Desk) -> ToolDesk:
    """A type checker sees here that the double keeps the contract."""
    return desk
