import pytest
from PIL import Image
from tool_desk import desk_with

from synthloom.engines.ocr import Line, available
from synthloom.generators.tools import ocr as tool
from synthloom.generators.tools.ocr import MOST_CHARACTERS, OCR
from synthloom.schemas.tools import ToolError

needs_ocr = pytest.mark.skipif(not available(), reason="no OCR installed")


@needs_ocr
def test_a_page_is_read_line_by_line_with_boxes(context, real_data):
    page = Image.open(real_data / "hard_images" / "ocr" / "tesseract_test" / "phototest.tif")
    desk = desk_with(context.media, page)
    first, *lines = desk.call(OCR, image="img_1").splitlines()
    gold = (real_data / "hard_images" / "ocr" / "tesseract_test" / "phototest.gold.txt").read_text().split("\n")
    assert first == "img_1: 8 lines of text, each after its box [x0, y0, x1, y1] in pixels:"
    read = [line.partition("] ")[2].replace(" ", "") for line in lines]
    assert sum(line.replace(" ", "") in read for line in gold if line) >= 6
    assert desk.call(OCR, image="img_1", boxes=False).splitlines()[1] == lines[0].partition("] ")[2]


@needs_ocr
def test_a_picture_is_read_once(context, real_data, monkeypatch):
    sign = Image.open(real_data / "hard_images" / "ocr" / "easyocr_examples" / "french.jpg")
    desk = desk_with(context.media, sign, sign)
    once = desk.call(OCR, image="img_1")
    monkeypatch.setattr(tool, "read_lines", None)
    assert desk.call(OCR, image="img_2") == once.replace("img_1", "img_2")


@needs_ocr
@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (40, 900), (300, 200)])
def test_a_picture_without_text_is_empty(context, size):
    with pytest.raises(ToolError, match="No text was found in img_1") as raised:
        desk_with(context.media, Image.new("RGB", size, "white")).call(OCR, image="img_1")
    assert raised.value.error == "empty"


def test_without_an_ocr_the_call_is_refused(context, monkeypatch):
    monkeypatch.setattr(tool, "available", lambda: "")
    with pytest.raises(ToolError, match="No OCR is installed") as raised:
        desk_with(context.media, Image.new("RGB", (30, 30))).call(OCR, image="img_1")
    assert raised.value.error == "refused"


def test_a_long_text_says_how_much_is_left_out(context, monkeypatch):
    monkeypatch.setattr(tool, "available", lambda: "an OCR")
    monkeypatch.setattr(tool, "read_lines", lambda picture: [Line("x" * 90, (0, 0, 9, 9), 1.0)] * 200)
    text = desk_with(context.media, Image.new("RGB", (30, 30))).call(OCR, image="img_1")
    assert len(text) < MOST_CHARACTERS + 200
    assert text.endswith("more lines; crop a part to read them")
