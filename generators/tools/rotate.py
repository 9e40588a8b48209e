"""Rotate: a picture turned about its middle, on a canvas that holds all of it.

    rotate(image="img_1", angle=90)  → "img_2: 480x640 pixels, img_1 turned 90° counter-clockwise"

Right angles move pixels and change none. Other angles leave corners, which are white.
"""

from math import ceil, cos, radians, sin

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from synthloom.generators.tools.pixels import ImageId, named
from synthloom.schemas.tools import Alias, Desk, Tool, ToolError

MOST_PIXELS = 64_000_000
"""As many as the media store takes."""
RIGHT_ANGLES = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


class RotateArguments(BaseModel):
    """What `rotate` takes."""

    model_config = ConfigDict(extra="forbid")

    image: ImageId = Field("img_1", description="Short id of the picture to turn, such as img_1.")
    angle: float = Field(
        ge=-360,
        le=360,
        allow_inf_nan=False,
        description="Degrees; positive turns counter-clockwise, negative clockwise. Use 90, 180 or 270 (-90) "
        "for a picture that lies on its side or upside down.",
    )


def rotate(arguments: RotateArguments, desk: Desk) -> str:
    """Turn a picture. Raises `ToolError`."""
    picture = desk.image(arguments.image)
    turned = turn(picture, arguments.angle)
    way = "counter-clockwise" if arguments.angle >= 0 else "clockwise"
    return f"{named(desk.add(turned), turned)}, {arguments.image} turned {abs(arguments.angle):g}° {way}"


def turn(picture: Image.Image, angle: float) -> Image.Image:
    """The picture turned counter-clockwise by degrees. Raises `ToolError` where it would be too large."""
    angle %= 360
    if angle == 0:
        return picture.copy()
    if angle in RIGHT_ANGLES:
        return picture.transpose(RIGHT_ANGLES[int(angle)])
    across, down = abs(cos(radians(angle))), abs(sin(radians(angle)))
    width = ceil(picture.width * across + picture.height * down)
    height = ceil(picture.width * down + picture.height * across)
    if width * height > MOST_PIXELS:
        much = f"{width}x{height} pixels, more than {MOST_PIXELS}"
        raise ToolError("bad_arguments", f"Turned by {angle:g}° the picture would need {much}; crop it first.")
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


ROTATE = Tool(
    name="rotate",
    summary="Turn a picture by an angle, to set a tilted or sideways picture upright. Gives a new picture.",
    arguments=RotateArguments,
    run=rotate,
    aliases=(Alias("DeepEyes", "image_rotate_tool"),),
)
