"""The real sets: what is read of each, what isn't, and that every row is accounted for."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from synthloom.catalog.sources.vqa import VqaSource
from synthloom.schemas.records import VqaItem

# folder: items, of them with a question, with boxes, bad rows by reason
SETS: dict[str, tuple[int, int, int, dict[str, int]]] = {
    "vqa/annotation_schemas_no_images": (0, 0, 0, {"no_image": 4205}),
    "vqa/bccd": (20, 0, 20, {}),
    "vqa/cc3m_captions": (20, 20, 0, {}),
    "vqa/daquar": (312, 312, 0, {}),
    "vqa/dynamath": (25, 25, 0, {}),
    "vqa/easy_vqa": (1470, 1470, 0, {}),
    "vqa/fruits_nuts_coco": (5, 0, 5, {}),
    "vqa/llava_coco_text_only": (0, 0, 0, {"no_image": 170}),
    "vqa/llmdoc": (0, 0, 0, {"no_answer": 14}),
    "vqa/math_vision": (60, 60, 0, {}),
    "vqa/mmbench_samples": (34, 0, 0, {}),
    "vqa/owleval": (0, 0, 0, {"no_answer": 43}),
    "vqa/playing_cards": (15, 0, 15, {}),
    "vqa/pubtabnet": (10, 0, 0, {}),
    "vqa/raccoon": (25, 0, 25, {}),
    "vqa/sroie_receipts": (55, 55, 55, {"no_answer": 1}),
    "vqa/theoremqa": (18, 18, 0, {}),
    "vqa/vqav2_coco": (71, 71, 0, {}),
    "trajectories/mmsearch_r1/mini_data.pq": (5, 5, 0, {}),
    "trajectories/llamafactory_mllm": (4, 4, 0, {"not_one_image": 2}),
    "hard_images/exif_orientation": (10, 0, 0, {}),
}


@pytest.mark.parametrize("name", SETS)
def test_every_row_of_a_real_set_is_accounted_for(name: str, real_data: Path, context: Any) -> None:
    rows = list(VqaSource(str(real_data / name)).load(context))
    items = [row for row in rows if isinstance(row, VqaItem)]
    bad = Counter(row.reason for row in rows if not isinstance(row, VqaItem))
    assert (len(items), sum(bool(i.question) for i in items), sum(bool(i.regions) for i in items), bad) == SETS[name]
    assert all(i.source and i.revision and i.licence for i in items)


def test_no_set_is_forgotten(real_data: Path) -> None:
    assert {f"vqa/{path.name}" for path in (real_data / "vqa").iterdir() if path.is_dir()} <= SETS.keys()


def test_broken_and_hostile_pictures_are_rows_that_say_why(real_data: Path, context: Any) -> None:
    folder = real_data / "hard_images" / "bad"
    rows = list(VqaSource(str(folder)).load(context))
    assert len(rows) == sum(path.is_file() for path in folder.rglob("*"))
    reasons = {row.reason for row in rows if not isinstance(row, VqaItem)}
    assert {"image_unreadable", "image_too_large"} <= reasons


def test_boxes_of_real_photographs_lie_in_the_picture(real_data: Path, context: Any) -> None:
    for item in VqaSource(str(real_data / "vqa" / "playing_cards")).load(context):
        assert isinstance(item, VqaItem)
        for x0, y0, x1, y1 in (region.box for region in item.regions):
            assert 0 <= x0 < x1 <= item.image.width
            assert 0 <= y0 < y1 <= item.image.height


def test_a_receipts_total_stands_on_the_line_it_names(real_data: Path, context: Any) -> None:
    items = [i for i in VqaSource(str(real_data / "vqa" / "sroie_receipts")).load(context) if isinstance(i, VqaItem)]
    placed = [item for item in items if item.asked]
    assert len(placed) >= 15
    assert all(item.answer in item.regions[item.asked[0]].text for item in placed)
