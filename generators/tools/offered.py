"""The tools there are, in the order a model is told of them.

tools_named(("crop", "ocr")) → (CROP, OCR)      tools_named(()) → all that are on by default
"""

from collections.abc import Sequence

from synthloom.generators.tools.crop import CROP
from synthloom.generators.tools.draw import DRAW
from synthloom.generators.tools.fetch_image import FETCH_IMAGE
from synthloom.generators.tools.image_search import IMAGE_SEARCH
from synthloom.generators.tools.ocr import OCR
from synthloom.generators.tools.perspective_correct import PERSPECTIVE_CORRECT
from synthloom.generators.tools.python import PYTHON
from synthloom.generators.tools.rotate import ROTATE
from synthloom.generators.tools.sharpen import SHARPEN
from synthloom.generators.tools.super_resolution import SUPER_RESOLUTION
from synthloom.generators.tools.text_search import TEXT_SEARCH
from synthloom.generators.tools.visit import VISIT
from synthloom.generators.tools.visual_search import VISUAL_SEARCH
from synthloom.schemas.errors import UserError
from synthloom.schemas.tools import Tool

TOOLS: tuple[Tool, ...] = (
    TEXT_SEARCH,
    IMAGE_SEARCH,
    VISUAL_SEARCH,
    VISIT,
    FETCH_IMAGE,
    CROP,
    ROTATE,
    SHARPEN,
    SUPER_RESOLUTION,
    PERSPECTIVE_CORRECT,
    OCR,
    DRAW,
    PYTHON,
)


def tools_named(names: Sequence[str]) -> tuple[Tool, ...]:
    """The tools of these names, in the order of `TOOLS`; of no names all that are on by default. Raises `UserError`."""
    known = {tool.name: tool for tool in TOOLS}
    if unknown := [name for name in names if name not in known]:
        raise UserError(f"there is no tool {unknown[0]!r}; name some of {', '.join(known)}")
    return tuple(tool for tool in TOOLS if (tool.name in names if names else tool.by_default))
