"""A desk for the search tools: a corpus, and pictures by short ids.

desk = SearchDesk(corpus, LocalMedia(tmp_path), {"img_1": picture})
said(VISIT, desk, urls=["Lesotho"]) → "# Lesotho (wiki://small/Lesotho)…"
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from synthloom.catalog.media import LocalMedia
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.media import Media
from synthloom.schemas.tools import Tool, ToolError, ToolSettings


@dataclass
class SearchDesk:
    """See `schemas.tools.Desk`; pictures are held decoded."""

    corpus: Corpus
    media: LocalMedia
    held: dict[str, Image.Image] = field(default_factory=dict)
    settings: ToolSettings = field(default_factory=ToolSettings)

    def image(self, ref: str) -> Image.Image:
        if ref not in self.held:
            raise ToolError("bad_arguments", f"There is no image {ref!r}.")
        return self.held[ref]

    def add(self, picture: Image.Image | bytes | Media) -> str:
        assert isinstance(picture, bytes)
        ref = f"img_{len(self.held) + 1}"
        self.held[ref] = self.media.image(self.media.put(picture))
        return ref

    def cached(self, kind: str, asked: Mapping[str, Any], answer: Callable[[], str]) -> str:
        return answer()


def said(tool: Tool, desk: SearchDesk, **arguments: Any) -> str:
    """The observation."""
    return tool.run(tool.arguments.model_validate(arguments), desk)


def refused(tool: Tool, desk: SearchDesk, **arguments: Any) -> ToolError:
    """The error that a call ends with."""
    try:
        text = said(tool, desk, **arguments)
    except ToolError as error:
        return error
    raise AssertionError(f"no error, but: {text}")
