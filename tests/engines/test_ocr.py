import stat
import sys
from random import Random

import pytest
from PIL import Image

from synthloom.catalog.drawing.surfaces import render_text
from synthloom.engines import ocr


@pytest.fixture
def fresh():
    ocr.available.cache_clear()
    yield
    ocr.available.cache_clear()


def test_without_any_ocr_nothing_is_read(fresh, monkeypatch):
    monkeypatch.setattr(ocr.shutil, "which", lambda name: None)
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert ocr.available() == ""
    assert ocr.read_text(Image.new("RGB", (50, 50))) is None


def test_tesseract_gets_a_png_and_its_text_comes_back(fresh, tmp_path, monkeypatch):
    program = tmp_path / "tesseract"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        "if '--version' in sys.argv:\n"
        "    print('tesseract 5.3.0')\n"
        "else:\n"
        "    from PIL import Image\n"
        "    image = Image.open(sys.stdin.buffer)\n"
        "    print(sys.argv[1:], image.format, image.size)\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    reading = ocr.read_text(Image.new("RGB", (60, 40)))
    assert reading == ocr.Reading("tesseract 5.3.0", "['-', '-', '--psm', '6'] PNG (60, 40)")


@pytest.mark.skipif(not ocr.available(), reason="no OCR installed")
def test_an_installed_ocr_reads_a_render():
    image = render_text("Please keep\noff the grass", "whiteboard", "sans", (512, 512), Random(1))
    reading = ocr.read_text(image)
    assert reading
    assert reading.engine == ocr.available()
    assert "".join(reading.text.split()).lower() == "pleasekeepoffthegrass"


@pytest.mark.skipif(not ocr.available(), reason="no OCR installed")
def test_lines_come_with_the_boxes_they_stand_in(real_data):
    page = Image.open(real_data / "hard_images" / "ocr" / "tesseract_test" / "phototest.tif").convert("RGB")
    lines = ocr.read_lines(page)
    assert lines
    assert len(lines) == 8
    assert all(line.score > 0.8 for line in lines)
    tops = [line.box[1] for line in lines]
    assert tops == sorted(tops)
    assert lines[2].box == pytest.approx((37, 160, 225, 186), abs=4)


@pytest.mark.skipif(not ocr.available().startswith("rapidocr"), reason="of rapidocr alone")
@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (32, 59168)])
def test_a_picture_of_any_shape_is_read_in_bounded_memory(size):
    assert ocr.read_lines(Image.new("RGB", size)) == ()


@pytest.mark.skipif(not ocr.available(), reason="no OCR installed")
def test_boxes_in_a_large_picture_are_of_that_picture():
    small = render_text("Please keep\noff the grass", "whiteboard", "sans", (700, 512), Random(1))
    lines, larger = ocr.read_lines(small), ocr.read_lines(small.resize((2800, 2048)))
    assert lines
    assert larger
    for side, furthest in enumerate((min, min, max, max)):
        ours, theirs = (furthest(line.box[side] for line in found) for found in (lines, larger))
        assert theirs == pytest.approx(4 * ours, abs=120)


def test_tesseracts_table_of_words_becomes_lines(fresh, tmp_path, monkeypatch):
    table = [
        "level page_num block_num par_num line_num word_num left top width height conf text",
        "4 1 1 1 1 0 36 92 544 30 -1 ",
        "5 1 1 1 1 1 36 92 60 24 96.8 This",
        "5 1 1 1 1 2 109 90 20 30 90.2 is",
        "5 1 1 1 2 1 36 160 40 24 40 smudge",
        "5 1 2 1 1 1 36 200 40 24 80 next",
    ]
    program = tmp_path / "tesseract"
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "print('tesseract 5.3.0') if '--version' in sys.argv else "
        f"print({chr(10).join(table).replace(' ', chr(9))!r})\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert ocr.read_lines(Image.new("RGB", (600, 400))) == (
        ocr.Line("This is", (36, 90, 129, 120), 0.935),
        ocr.Line("next", (36, 200, 76, 224), 0.8),
    )
