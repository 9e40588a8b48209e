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
