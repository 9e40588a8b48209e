import pytest
from tool_desk import desk_with

from synthloom.generators.tools.crop import CROP
from synthloom.generators.tools.draw import DRAW
from synthloom.generators.tools.ocr import OCR
from synthloom.generators.tools.perspective_correct import PERSPECTIVE_CORRECT
from synthloom.generators.tools.rotate import ROTATE
from synthloom.generators.tools.sharpen import SHARPEN
from synthloom.generators.tools.super_resolution import SUPER_RESOLUTION
from synthloom.schemas.media import BadImage

BOX = [0, 0, 10, 10]
CALLS = [
    (CROP, {"bbox": BOX}),
    (ROTATE, {"angle": 33}),
    (SHARPEN, {}),
    (SUPER_RESOLUTION, {"scale": 2}),
    (PERSPECTIVE_CORRECT, {}),
    (DRAW, {"boxes": [{"bbox": BOX, "label": "x"}], "points": [{"point": [0, 0], "label": "a point"}]}),
]


def decoded(context, folder):
    """Every picture of the folder that the media store takes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                yield path.name, context.media.image(context.media.put(path.read_bytes()))
            except BadImage:
                continue


def test_every_bad_picture_gives_a_picture_or_a_tool_error(context, real_data):
    seen = 0
    for name, picture in decoded(context, real_data / "hard_images" / "bad"):
        seen += 1
        for tool, arguments in CALLS:
            desk = desk_with(context.media, picture)
            failed = desk.tried(tool, image="img_1", **arguments)
            assert failed in ("", "bad_arguments", "empty"), name
            assert len(desk.images) == (1 if failed else 2), name
    assert seen > 80


@pytest.mark.slow
def test_every_bad_picture_is_read_or_empty(context, real_data):
    for name, picture in decoded(context, real_data / "hard_images" / "bad"):
        assert desk_with(context.media, picture).tried(OCR, image="img_1") in ("", "empty", "refused"), name
