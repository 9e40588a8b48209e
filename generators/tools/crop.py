"""Crop: a region of a picture as a new one.

    crop(image="img_1", bbox=[10, 20, 200, 180]) → "img_2: 190x160 pixels, the region (10, 20)-(200, 180) of img_1"

A region that leaves the picture is clipped. One shorter than 28 pixels on a side, or more than 100 times as long as
wide, grows about its middle as far as the picture goes, because vision encoders take no less (DeepEyes, repository
Visual-Agent/DeepEyes). The text always says which region it became.
"""

from math import ceil

from pydantic import BaseModel, ConfigDict, Field

from synthloom.generators.tools.pixels import Box, ImageId, named, region_of
from synthloom.schemas.tools import Alias, Desk, Tool, ToolError

LEAST_SIDE = 28
"""Pixels: one patch of Qwen2-VL's encoder."""
LONGEST = 100
"""Times the shorter side."""


class CropArguments(BaseModel):
    """What `crop` takes."""

    model_config = ConfigDict(extra="forbid")

    image: ImageId = Field("img_1", description="Short id of the picture to cut from, such as img_1.")
    bbox: Box = Field(description="The region [x0, y0, x1, y1] in pixels of that picture, from its top left corner.")
    label: str = Field("", max_length=200, description="What the region shows; optional.")


def crop(arguments: CropArguments, desk: Desk) -> str:
    """Cut a region out of a picture. Raises `ToolError`."""
    picture = desk.image(arguments.image)
    clipped = region_of(arguments.bbox, picture.size, arguments.image)
    x0, y0, x1, y1 = region = _grown(clipped, picture.size)
    if max(x1 - x0, y1 - y0) > LONGEST * min(x1 - x0, y1 - y0):
        limit = f"more than {LONGEST} times as long as wide, and {arguments.image} has no room to widen it"
        raise ToolError("bad_arguments", f"The region is {x1 - x0}x{y1 - y0} pixels, {limit}; take a shorter one.")
    part = picture.crop(region)
    what = f" ({arguments.label})" if arguments.label else ""
    grown = ", widened because it was very small" if region != clipped else ""
    return f"{named(desk.add(part), part)}, the region ({x0}, {y0})-({x1}, {y1}) of {arguments.image}{what}{grown}"


def _grown(region: tuple[int, int, int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = region
    least = max(LEAST_SIDE, ceil(max(x1 - x0, y1 - y0) / LONGEST))
    left, right = _stretched(x0, x1, least, size[0])
    top, bottom = _stretched(y0, y1, least, size[1])
    return left, top, right, bottom


def _stretched(start: int, end: int, least: int, room: int) -> tuple[int, int]:
    """At least `least` long about the same middle, moved into 0 to `room`."""
    length = min(max(end - start, least), room)
    first = min(max(start - (length - (end - start)) // 2, 0), room - length)
    return first, first + length


CROP = Tool(
    name="crop",
    summary="Cut a region out of a picture to look at it alone. Gives a new picture with its own id.",
    arguments=CropArguments,
    run=crop,
    aliases=(
        Alias("OpenSearch-VL", "crop", (("x,y,width,height", "bbox"),), "xywh"),
        Alias("LMM-Searcher", "zoom_in", (("image_url", "image"), ("x,y,width,height", "bbox")), "xywh"),
        Alias("DeepEyes", "image_zoom_in_tool", (("bbox_2d", "bbox"),)),
        Alias("AdaTooler-V", "crop_image", (("bbox_2d", "bbox"), ("target_image", "image"))),
    ),
)
