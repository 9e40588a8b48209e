"""Each published difficulty gate is one setting of `PassRate`: its contexts, its draws, its rule.

The solver is a server that knows the answer in so many draws of a context; it tells contexts apart by what it is shown.
"""

import io
from pathlib import Path
from typing import Any

import pytest
from asking import verdict_of
from fake_server import FakeServer
from PIL import Image, ImageDraw
from sample_rows import ORIGIN
from scripted_models import row
from search_rows import question
from small_trajectory import rl_task, trajectory
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.schemas.records import EditPair, Region, VqaItem
from synthloom.schemas.steps import Verdict
from synthloom.verifiers.pass_rate import PassRate

MODEL = {"policy": "some/model"}


def seen(asked: Any) -> str:
    """Which context a request shows, by what is in it."""
    told, pictures = row(asked.text), [Image.open(io.BytesIO(data)) for data in asked.images]
    if "found" in told:
        return "search"
    if "hint" in told:
        return "hint"
    if len(pictures) == 2:
        return "crop"
    if not pictures:
        return "closed_book"
    return "edited" if pictures[0].getpixel((1, 1)) == (0, 0, 255) else "image"


def gate(step: PassRate, record: Any, context: StepContext, folder: Path, right: dict[str, int]) -> Verdict:
    """The verdict where a solver is right in its first draws of each context, in so many."""

    def solver(asked: Any) -> dict[str, str]:
        known = asked.body["seed"] < right[seen(asked)]
        return {"thoughts": seen(asked), "answer": record.answer if known else "no idea"}

    with FakeServer(solver) as server:
        return verdict_of(step, record, context, "solver", server.url, folder)


def item(context: StepContext, **changes: Any) -> VqaItem:
    picture = Image.new("RGB", (200, 100), "gray")
    ImageDraw.Draw(picture).rectangle((150, 40, 160, 50), fill="red")
    fields = ORIGIN | {
        "image": context.media.put_image(picture), "question": "What color is the sign?", "answer": "red",
        "regions": (Region(label="sign", box=(150, 40, 161, 51)),), "asked": (0,),
        "working": "The sign is at the right.\nIt is small.\nSo it is red.",
    }  # fmt: skip
    return VqaItem(**(fields | changes))


def label(verdict: Verdict) -> str:
    return verdict.detail.partition(" ")[0].removeprefix("label=")


@pytest.mark.parametrize("search", ["image_search", "text_search"])
@pytest.mark.parametrize(
    ("right", "kept"),
    [({"closed_book": 0, "search": 1}, True), ({"closed_book": 2, "search": 0}, False),
     ({"closed_book": 0, "search": 3}, False)],
)  # fmt: skip
def test_opensearch_vl_drops_what_is_solved_without_tools_or_by_one_search(
    corpus: LocalCorpus, searching: StepContext, tmp_path: Path, search: str, right: dict[str, int], kept: bool
) -> None:
    pictured = question(corpus, anchor_image=searching.media.put_image(Image.new("RGB", (80, 80), "gray")))
    steps = [PassRate(name=a, a=a, keep="p_a <= 0.25") for a in ("closed_book", search)]
    said = [gate(step, pictured, searching, tmp_path, right) for step in steps]
    assert all(verdict.kept for verdict in said) is kept
    assert {verdict.reason for verdict in said if not verdict.kept} <= {"too_easy"}


@pytest.mark.parametrize(("without", "benefit"), [(0.25, 0.5), (1.0, -0.25)])
def test_adatooler_v_stores_what_tools_bring(
    context: StepContext, tmp_path: Path, without: float, benefit: float
) -> None:
    task = rl_task(context.media, pass_rate=0.75, rollouts=8, pass_rate_without_tools=without, solved_by="some/model")
    verdict = gate(PassRate(a="recorded:tools", b="recorded:no_tools", keep=""), task, context, tmp_path, {})
    assert (verdict.kept, verdict.score) == (True, benefit)
    assert verdict.detail.startswith(f"p_a=0.75 p_b={without:.4g} gain={benefit:.4g} draws=8; recorded:tools 6/8")


@pytest.mark.parametrize(("right", "tag"), [(0, "hard"), (1, "medium"), (3, "medium"), (4, "p_a=1")])
def test_mmfinereason_tags_hard_and_medium(context: StepContext, tmp_path: Path, right: int, tag: str) -> None:
    step = PassRate(a="image", draws=4, keep="", labels=(("hard", "p_a == 0"), ("medium", "p_a != 1")))
    verdict = gate(step, item(context), context, tmp_path, {"image": right})
    assert (verdict.kept, label(verdict), verdict.score) == (True, tag, right / 4)


@pytest.mark.parametrize(
    ("plain", "crop", "reason"),
    [(2, 3, ""), (0, 4, "pass_rate"), (4, 4, "pass_rate"), (2, 2, "pass_rate"), (3, 1, "pass_rate")],
)
def test_deepeyes_drops_none_and_all_and_keeps_where_the_crop_helps(
    context: StepContext, tmp_path: Path, plain: int, crop: int, reason: str
) -> None:
    step = PassRate(a="image", b="crop", keep="0 < p_a < 1 and p_b > p_a")
    assert gate(step, item(context), context, tmp_path, {"image": plain, "crop": crop}).reason == reason


def test_deepeyes_cannot_tell_without_a_region(context: StepContext, tmp_path: Path) -> None:
    verdict = gate(PassRate(a="image", b="crop"), item(context, asked=()), context, tmp_path, {})
    assert (verdict.kept, verdict.reason, verdict.detail) == (
        False,
        "context_missing",
        "not measured: no asked regions",
    )


@pytest.mark.parametrize("shown", ["image", "box_drawn"])
@pytest.mark.parametrize(("right", "reason"), [(0, ""), (1, ""), (2, "too_easy"), (4, "too_easy")])
def test_zooming_without_zooming_drops_what_the_student_gets_right_twice(
    context: StepContext, tmp_path: Path, shown: str, right: int, reason: str
) -> None:
    step = PassRate(a=shown, draws=4, keep="right_a < 2")
    assert gate(step, item(context), context, tmp_path, {"image": right}).reason == reason


@pytest.mark.parametrize(
    ("hint", "base", "tag"), [(7, 4, "vision_only"), (5, 4, "interleaved"), (4, 4, "interleaved"), (3, 4, "")]
)
def test_swimbird_keeps_where_hints_do_not_hurt_and_routes_the_mode(
    context: StepContext, tmp_path: Path, hint: int, base: int, tag: str
) -> None:
    labels = (("vision_only", "p_a >= 0.75 and gain >= 0"), ("interleaved", "gain >= 0"))
    step = PassRate(a="hint", b="image", draws=8, keep="gain >= 0", labels=labels)
    verdict = gate(step, item(context), context, tmp_path, {"hint": hint, "image": base})
    assert (verdict.kept, verdict.score) == (bool(tag), (hint - base) / 8)
    assert label(verdict) == (tag or f"p_a={hint / 8}")


@pytest.mark.parametrize(("original", "edited", "kept"), [(0, 4, True), (0, 3, False), (1, 4, False), (4, 0, False)])
def test_v_thinker_keeps_what_is_wrong_on_the_original_and_right_on_the_edited_picture(
    context: StepContext, tmp_path: Path, original: int, edited: int, kept: bool
) -> None:
    pair = EditPair(
        **item(context).fields_with(
            category="color", original_answer="red", classifier="rules", instruction="Mark it.", variant="region",
            plan=None, writer="m", edited_image=context.media.put_image(Image.new("RGB", (200, 100), "blue")),
            edited_boxes=(), engine="m",
        )
    )  # fmt: skip
    step = PassRate(a="image", b="edited_image", keep="p_a == 0 and p_b == 1")
    assert gate(step, pair, context, tmp_path, {"image": original, "edited": edited}).kept is kept


@pytest.mark.parametrize(("rate", "reason"), [(0.4, ""), (1.0, ""), (0.2, "too_hard"), (0.0, "too_hard")])
def test_agent_world_keeps_what_an_agent_solves_twice_in_five(
    context: StepContext, tmp_path: Path, rate: float, reason: str
) -> None:
    task = rl_task(context.media, pass_rate=rate, rollouts=5, solved_by="some/model")
    verdict = gate(PassRate(a="recorded:tools", keep="right_a >= 2"), task, context, tmp_path, {})
    assert (verdict.reason, verdict.score) == (reason, rate)


@pytest.mark.parametrize(("rate", "kept"), [(0.25, True), (1.0, True), (0.0, False)])
def test_lmm_searcher_keeps_what_one_of_four_rollouts_solves(
    context: StepContext, tmp_path: Path, rate: float, kept: bool
) -> None:
    rollout = trajectory(context.media, pass_rate=rate, rollouts=4, **MODEL)
    assert gate(PassRate(a="recorded:tools", keep="right_a >= 1"), rollout, context, tmp_path, {}).kept is kept
