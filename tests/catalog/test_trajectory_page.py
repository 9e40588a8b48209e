import base64
import io
import re
from html.parser import HTMLParser

import pytest
from PIL import Image
from small_trajectory import commit_rows, gold_steps, step, trajectory

from synthloom.catalog import reader
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.sheet import contact_sheet
from synthloom.catalog.trajectory_page import page
from synthloom.schemas.errors import UserError

EVIL = "</style></pre><script>alert(1)</script><img src=x onerror=alert(1)>\"'&<!--"


class Seen(HTMLParser):
    """What a browser would make of a page: elements, their attributes and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def shown(root, *rows):
    """The page of the first of these rows, as it is committed and read back."""
    version = commit_rows(root, rows, "made")
    return page(reader.row(version, rows[0].id), LocalMedia(root))


def test_the_page_tells_the_whole_trajectory(tmp_path):
    row = trajectory(LocalMedia(tmp_path))
    seen = Seen(shown(tmp_path, row))
    for told in (row.question, "Maseru City", *(one.thought for one in row.steps), "wiki://small/Maseru", "img_2"):
        assert told in seen.text
    assert [attrs["id"] for tag, attrs in seen.elements if tag == "article"] == [f"step-{n}" for n in range(4)]


def test_pictures_are_in_the_page_and_large_ones_are_scaled_down(tmp_path):
    media = LocalMedia(tmp_path)
    row = trajectory(media)
    large = media.put_image(Image.effect_noise((2000, 1000), 60).convert("RGB"))
    text = shown(tmp_path, row.model_copy(update={"images": row.images | {"img_1": large}}))
    sources = re.findall(r'src="data:image/webp;base64,([^"]+)"', text)
    sizes = {Image.open(io.BytesIO(base64.b64decode(data))).size for data in sources}
    assert sizes == {(640, 320), (55, 43)}
    assert not re.search(r'(?:src|href)="(?!data:)', text)


def test_whatever_a_row_holds_stays_text(tmp_path):
    evil = {"observation": EVIL * 40, "arguments": f'{{"{"<b>"}": "<script>x</script>"}}', "stage": EVIL, "tool": EVIL}
    steps = [one.model_copy(update={"thought": EVIL} | (evil if one.tool else {})) for one in gold_steps()]
    steps.insert(1, step(9, EVIL, EVIL, arguments=EVIL, observation=EVIL, error_class="malformed"))
    given = {
        name: EVIL for name in ("question", "answer", "final_answer", "policy", "critique", "source", "environment")
    }
    row = trajectory(LocalMedia(tmp_path), steps, **given, aliases=(EVIL,), evidence=(EVIL,), judged_by=EVIL)
    seen = Seen(shown(tmp_path, row))
    assert not {"script", "iframe", "object", "link", "a"} & {tag for tag, _ in seen.elements}
    assert not any(name.startswith("on") for _, attrs in seen.elements for name in attrs)
    assert [tag for tag, _ in seen.elements].count("style") == 1
    assert seen.text.count("<script>alert(1)</script>") > 50
    assert ("content", "default-src 'none'; img-src data:; style-src 'unsafe-inline'") in seen.elements[3][1].items()


def test_failures_masks_and_the_fatal_step_are_marked(tmp_path):
    down = {"observation": "No answer.", "error_class": "timeout"}
    steps = [*gold_steps()[:2], *(step(n, "Read.", "visit", asked={"urls": ["a"]}, **down) for n in (2, 3, 4))]
    text = shown(tmp_path, trajectory(LocalMedia(tmp_path), steps, final_answer="", outcome="fatal", stopped="fatal"))
    assert text.count('class="step masked failed"') == 3
    assert text.index('id="step-1"') < text.index('class="fatal"') < text.index('id="step-2"')
    assert "no answer" in Seen(text).text


def test_long_observations_are_folded_and_whole(tmp_path):
    long = " ".join(f"word{n}" for n in range(400))
    steps = gold_steps()
    steps[2] = steps[2].model_copy(update={"observation": long})
    text = shown(tmp_path, trajectory(LocalMedia(tmp_path), steps))
    assert text.count("<details") == 1
    assert f"<pre>{long}</pre>" in text


def test_a_picture_that_is_gone_is_said_to_be(tmp_path):
    row = trajectory(LocalMedia(tmp_path))
    version = commit_rows(tmp_path, [row], "made")
    (tmp_path / row.images["img_2"].path).unlink()
    assert "can't be read" in Seen(page(reader.row(version, "t1"), LocalMedia(tmp_path))).text


def test_a_row_that_is_no_trajectory_is_refused(tmp_path):
    with pytest.raises(UserError, match="one trajectory"):
        page({"id": "a", "question": "?"}, LocalMedia(tmp_path))


def test_a_contact_sheet_shows_a_trajectorys_first_and_last_picture(tmp_path):
    version = commit_rows(tmp_path, [trajectory(LocalMedia(tmp_path))], "made")
    sheet = contact_sheet(list(reader.rows(version, 0)), LocalMedia(tmp_path))
    assert sheet.getpixel((100, 100)) == (200, 30, 90)
    assert sheet.getpixel((sheet.width - 100, 100)) == (200, 70, 90)
