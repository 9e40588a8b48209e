r"""`vrag`: searches in `<search>`, crops of the latest picture in `<bbox>`, answers in `<answer>` (VRAG-RL).

    <think>the chart is small</think>\n<bbox>[437, 276, 719, 495]</bbox>
    → Turn("the chart is small", "crop", '{"image": "img_1", "bbox": [437, 276, 719, 495]}') at Place(picture="img_1")

Only `text_search` with one query and `crop` of the latest picture can be said. Observations are bare user turns.
"""

from typing import Any

from synthloom.catalog.dialects.dialect import START, CannotSay, Dialect, Place, Turn
from synthloom.catalog.dialects.observed import always, observations
from synthloom.catalog.dialects.searches import SEARCH, query_of, search_for
from synthloom.catalog.dialects.tags import Frame, pad, unpad
from synthloom.catalog.trajectories.arguments import dump, load

_FRAME = Frame("think", ("search", "bbox", "answer"))
_SYSTEM = (
    "First think inside <think> and </think> every time you get new information. Then, if you lack some knowledge, "
    "search for it with <search> query </search>; you will be shown what was found. To see a part of the latest "
    "picture more clearly, crop it with <bbox>[x1, y1, x2, y2]</bbox>, in pixels. You can search as many times as you "
    "want. When you know enough, give the answer inside <answer> and </answer>, without detailed illustrations."
)


def _write_turn(turn: Turn, place: Place = START) -> str:
    if (kind := turn.kind()) == "answer":
        return _FRAME.write(turn.thought, "answer", pad(_FRAME.escape(turn.answer or ""), ""), "")
    if turn.tool == "crop":
        return _FRAME.write(turn.thought, "bbox", _box_of(turn, place), "")
    if kind == "call":
        return _FRAME.write(turn.thought, "search", pad(_FRAME.escape(query_of(turn)), ""), "")
    return _FRAME.write(turn.thought, by="")


def _box_of(turn: Turn, place: Place) -> str:
    given = turn.given()
    of = {"image": place.picture} if place.picture else {}
    match given:
        case {"bbox": list() as box} if given == of | {"bbox": box} and list(given) == [*of, "bbox"] and _is_box(box):
            return dump(box)
    raise CannotSay(f"a crop is one box of four numbers, of the latest picture ({place.picture or 'there is none'})")


def _is_box(box: Any) -> bool:
    return isinstance(box, list) and len(box) == 4 and all(type(side) in (int, float) for side in box)


def _read_turn(text: str, place: Place = START) -> Turn:
    split = _FRAME.split(text)
    if split.problem:
        return Turn(split.thought, problem=split.problem)
    inside = unpad(split.inside)
    if split.tag == "answer":
        return Turn(split.thought, answer=_FRAME.unescape(inside))
    if split.tag == "search":
        return search_for(split.thought, _FRAME.unescape(inside))
    if not _is_box(box := load(inside)):
        return Turn(split.thought, problem="what stands in <bbox> is no list of four numbers")
    return Turn(split.thought, "crop", dump(({"image": place.picture} if place.picture else {}) | {"bbox": box}))


VRAG = Dialect(
    "vrag", ("VRAG-RL",), _write_turn, _read_turn, *observations(_FRAME.own), always(_SYSTEM),
    tools=(SEARCH, "crop"),
)  # fmt: skip
