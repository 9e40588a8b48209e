"""Python: code that an agent wrote, run in a limited subprocess. Off unless it is asked for.

    python(code="result = images['img_1'].rotate(90, expand=True)")
    → "img_2: 480x640 pixels, result_01.png of the code"

The pictures of the session are Pillow pictures in `images`, by id; `image` is one of them, the first unless
`image_index` says another. What the code prints is the
text; pictures it puts in `result` or saves in its folder become new ones. What is and isn't kept from the code tells
`python_sandbox`.
"""

from PIL.Image import Image
from pydantic import BaseModel, ConfigDict, Field

from synthloom.generators.tools.pixels import ImageId, named
from synthloom.generators.tools.python_sandbox import run_code
from synthloom.schemas.tools import Alias, Desk, Tool, ToolError

SECONDS = 10.0
MOST_PICTURES = 16


class PythonArguments(BaseModel):
    """What `python` takes."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(
        min_length=1,
        max_length=20_000,
        description="Python code. images['img_1'] is a Pillow picture; print what you want to read, and put a picture "
        "(or a list of them) in `result` to get it back. numpy is np; there is no network.",
    )
    images: list[ImageId] = Field(
        [],
        max_length=MOST_PICTURES,
        description=f"Short ids of the pictures the code needs; none: the first {MOST_PICTURES} there are.",
    )
    image_index: int = Field(
        0, ge=0, lt=MOST_PICTURES, description="Which of the pictures the code has as `image`, counted from 0."
    )


def python(arguments: PythonArguments, desk: Desk) -> str:
    """Run code. Raises `ToolError`."""
    pictures = {ref: desk.image(ref) for ref in arguments.images} or _first(desk)
    if arguments.image_index and arguments.image_index >= len(pictures):
        there = f"the code gets {len(pictures)} pictures, counted from 0"
        raise ToolError("bad_arguments", f"There is no picture of index {arguments.image_index}: {there}.")
    seconds = min(SECONDS, 0.9 * desk.settings.timeout)
    ran = run_code(arguments.code, pictures, seconds, arguments.image_index)
    output = ran.output.strip()
    if ran.status is None or ran.status - 128 in (9, 24):
        raise ToolError("timeout", f"The code was stopped after {seconds:g} seconds.\n{output}".strip())
    if ran.status != 0:
        ended = "The code failed" if ran.status == 1 else f"The code ended with status {ran.status}"
        raise ToolError("bad_arguments", f"{ended}:\n{output}" if output else f"{ended} and wrote nothing.")
    told = [output] if output else []
    for name, data in ran.files:
        try:
            ref = desk.add(data)
        except ToolError as error:
            told.append(f"{name}: {error.text}")
        else:
            told.append(f"{named(ref, desk.image(ref))}, {name} of the code")
    if not told:
        raise ToolError("empty", "The code ran and gave nothing: print a text, or put a picture in `result`.")
    return "\n".join(told)


def _first(desk: Desk) -> dict[str, Image]:
    found = dict[str, Image]()
    while len(found) < MOST_PICTURES:
        ref = f"img_{len(found) + 1}"
        try:
            found[ref] = desk.image(ref)
        except ToolError:
            break
    return found


PYTHON = Tool(
    name="python",
    summary="Run Python code, to calculate or to work on pictures in ways that no other tool does.",
    arguments=PythonArguments,
    run=python,
    aliases=(
        Alias("Vision-DeepResearch", "PythonInterpreter"),
        Alias("CodeVision", "code_image_tool", (("description", ""),)),
        Alias("OpenSearch-VL", "python_interpreter"),
    ),
    deterministic=False,
    by_default=False,
)
