import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import verdict_of
from fake_server import FakeServer
from PIL import Image, ImageDraw, ImageFilter
from step_context import StepContext

from synthloom.schemas.records import EditPair
from synthloom.schemas.steps import Verdict
from synthloom.verifiers.quality import Quality


def scene(side: int = 200) -> Image.Image:
    image = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(image)
    for n in range(0, side, 12):
        draw.rectangle((n, n // 2, n + 6, n // 2 + 40), fill=(n, 255 - n, 90), outline="black")
    return image


def make_pair(context: StepContext, edited: Image.Image, source: Image.Image | None = None) -> EditPair:
    return EditPair(
        id="1", group_id="1", source="t", revision="1", licence="CC0-1.0", question="What color is the car?",
        answer="red", category="color", original_answer="red", classifier="m", instruction="Repaint it.", variant="yes",
        plan=None, writer="m", image=context.media.put_image(source or scene()),
        edited_image=context.media.put_image(edited), edited_boxes=(), engine="m",
    )  # fmt: skip


def judged(
    context: StepContext, folder: Path, script: Callable[[Any], Any], edited: Image.Image
) -> tuple[Verdict, Any]:
    with FakeServer(script) as server:
        return verdict_of(Quality(), make_pair(context, edited), context, "judge", server.url, folder), server


def test_the_judge_sees_the_edited_picture_alone_and_nothing_of_the_row(context: StepContext, tmp_path: Path) -> None:
    edited = scene().filter(ImageFilter.CONTOUR)
    verdict, server = judged(context, tmp_path, lambda asked: {"analysis": "clean", "score": 4}, edited)
    assert verdict == Verdict(True, "", 4.0, "clean")
    [asked] = server.asked
    assert asked.images == [context.media.read(context.media.put_image(edited))]
    assert "car" not in asked.text
    assert "Repaint" not in asked.text


@pytest.mark.parametrize(("score", "kept"), [(1, False), (2, False), (3, True), (5, True)])
def test_three_of_five_is_kept(context: StepContext, tmp_path: Path, score: int, kept: bool) -> None:
    verdict, _ = judged(context, tmp_path, lambda asked: {"analysis": "…", "score": score}, scene())
    assert verdict == Verdict(kept, "" if kept else "low_quality", float(score), "…")


def test_a_score_outside_the_scale_is_no_verdict(context: StepContext, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="unusable replies"):
        judged(context, tmp_path, lambda asked: {"analysis": "…", "score": 9}, scene())


def test_without_a_judge_a_whole_picture_is_kept_and_no_score_claimed(context: StepContext) -> None:
    verdict = asyncio.run(Quality().verify(make_pair(context, scene(240)), context))
    assert (verdict.kept, verdict.score) == (True, None)
    assert verdict.detail.startswith("rules: 240x240")


@pytest.mark.parametrize(
    ("edited", "reason"),
    [
        (Image.new("RGB", (200, 200), (90, 90, 90)), "blank_image"),
        (scene(40), "image_too_small"),
        (scene().filter(ImageFilter.GaussianBlur(8)), "blurred_image"),
    ],
)
def test_without_a_judge_broken_pictures_are_dropped(context: StepContext, edited: Image.Image, reason: str) -> None:
    verdict = asyncio.run(Quality().verify(make_pair(context, edited), context))
    assert (verdict.kept, verdict.reason) == (False, reason)


def test_a_page_with_one_short_word_is_not_blank(context: StepContext) -> None:
    page = Image.new("RGB", (512, 512), "white")
    ImageDraw.Draw(page).text((200, 240), "red", fill="black", font_size=40)
    pair = make_pair(context, page).model_copy(update={"category": "ocr"})
    assert asyncio.run(Quality().verify(pair, context)).kept
