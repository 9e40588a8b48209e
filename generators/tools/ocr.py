"""OCR: the text of a picture, line by line, each with its box.

    ocr(image="img_1")
    → "img_1: 2 lines of text, each after its box [x0, y0, x1, y1] in pixels:
       [79, 119, 606, 153] brown dog jumped over the lazy fox.
       [75, 152, 598, 188] jumped over the lazy fox. The quick"

Read with what `engines.ocr` finds installed. Readings are kept in the catalog by the picture's pixels.
"""

import hashlib
import json
import subprocess

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from synthloom.engines.ocr import available, read_lines
from synthloom.generators.tools.pixels import ImageId
from synthloom.schemas.tools import Alias, Desk, Tool, ToolError

MOST_CHARACTERS = 6000
"""Of the observation: two dense pages."""
IGNORED = ("file_path", "use_chart_recognition", "use_doc_orientation_classify")
"""Flags of OpenSearch-VL's server that say nothing to the OCRs here."""


class OcrArguments(BaseModel):
    """What `ocr` takes."""

    model_config = ConfigDict(extra="forbid")

    image: ImageId
    boxes: bool = Field(True, description="Whether each line is told with its box; without, the text alone.")


def ocr(arguments: OcrArguments, desk: Desk) -> str:
    """Read the text of a picture. Raises `ToolError`."""
    picture = desk.image(arguments.image)
    engine = available()
    if not engine:
        raise ToolError("refused", "No OCR is installed here; go on without reading text by machine.")
    asked = {"engine": engine, "pixels": _hash(picture), "version": OCR.version}
    lines = json.loads(desk.cached("ocr", asked, lambda: _read(picture)))
    if not lines:
        raise ToolError("empty", f"No text was found in {arguments.image}.")
    told = [f"{box} {text}" if arguments.boxes else text for text, box in lines]
    count = f"{len(lines)} line{'s' * (len(lines) > 1)} of text"
    boxes = ", each after its box [x0, y0, x1, y1] in pixels" if arguments.boxes else ""
    return "\n".join([f"{arguments.image}: {count}{boxes}:", *_shortened(told)])


def _read(picture: Image.Image) -> str:
    """Lines as JSON: text and box."""
    try:
        lines = read_lines(picture)
    except subprocess.TimeoutExpired as error:
        raise ToolError(
            "timeout", f"The OCR gave no answer in {error.timeout:g} seconds; crop a part first."
        ) from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()[:200]
        raise ToolError("unavailable", f"The OCR failed: {said or error}.") from error
    return json.dumps([(line.text, line.box) for line in lines or ()], ensure_ascii=False)


def _shortened(told: list[str]) -> list[str]:
    used = 0
    for place, line in enumerate(told):
        used += len(line) + 1
        if used > MOST_CHARACTERS:
            return [*told[:place], f"… and {len(told) - place} more lines; crop a part to read them"]
    return told


def _hash(picture: Image.Image) -> str:
    return hashlib.sha256(f"{picture.size}".encode() + picture.tobytes()).hexdigest()


OCR = Tool(
    name="ocr",
    summary="Read the text in a picture, line by line, with the box of each line.",
    arguments=OcrArguments,
    run=ocr,
    aliases=(Alias("OpenSearch-VL", "layout_parsing", tuple((flag, "") for flag in IGNORED)),),
)
