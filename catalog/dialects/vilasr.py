r"""`vilasr`: thoughts in `<think>`, then `Action:` and what to draw as JSON, or `Action: Answer` (ViLaSR).

    <think> mark it </think> Action: Object Mapper\n```json\n[{"index": 0, "bbox_2d": [1, 2, 30, 40], …}]\n```
    → Turn("mark it", "draw", '{"image": "img_1", "boxes": [{"bbox": [1, 2, 30, 40], "label": "door"}]}')

Its Object Mapper draws boxes and its Path Tracer lines: both are our `draw`, of one picture and one kind of shape a
call. Pictures are counted from 0 there.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from synthloom.catalog.dialects.dialect import START, CannotSay, Dialect, Place, Turn
from synthloom.catalog.dialects.observed import always, observations
from synthloom.catalog.dialects.tags import escape, escape_json, own, pad, unescape, unpad
from synthloom.catalog.trajectories.arguments import dump, load

_OWN = own(("think", "answer"))
_ACTION = re.compile(r"\s*Action: (Object Mapper|Path Tracer|Answer)\s*")
_ANSWER = re.compile(r"<answer>(.*?)</answer>\s*", re.DOTALL)
_IMAGE = re.compile(r"img_([1-9]\d*)")
_KINDS = {"Object Mapper": "boxes", "Path Tracer": "lines"}
_NAMES = {"bbox": "bbox_2d", "start": "start_point_2d", "end": "end_point_2d", "label": "label"}
_SYSTEM = """You reason about space with two tools that draw on a picture; look at what came back before you go on.

1. Object Mapper draws boxes: [{"index": i, "bbox_2d": [x1, y1, x2, y2], "label": "what it is"}]
2. Path Tracer draws lines: [{"index": i, "start_point_2d": [x1, y1], "end_point_2d": [x2, y2], "label": "what"}]

index is the picture, counted from 0; coordinates are pixels. Each turn is
<think> your reasoning </think> Action: Object Mapper or Path Tracer
```json
[the boxes or lines]
```
and at the end
<think> your reasoning </think> Action: Answer
<answer> your final answer </answer>"""


def _write_turn(turn: Turn, place: Place = START) -> str:
    kind = turn.kind()
    thought = f"<think>{pad(escape(turn.thought, _OWN), ' ')}</think>" if turn.thought else ""
    if kind == "thought":
        return thought
    if kind == "answer":
        action = f"Action: Answer\n<answer>{pad(escape(turn.answer or '', _OWN), ' ')}</answer>"
    else:
        name, shapes = _shapes(turn)
        action = f"Action: {name}\n```json\n{escape_json(json.dumps(shapes, ensure_ascii=False), _OWN)}\n```"
    return f"{thought} {action}" if thought else action


def _shapes(turn: Turn) -> tuple[str, list[dict[str, Any]]]:
    given = turn.given()
    for name, kind in _KINDS.items():
        image = _IMAGE.fullmatch(str(given.get("image")))
        if turn.tool == "draw" and list(given) == ["image", kind] and image:
            shapes = [{"index": int(image[1]) - 1, **_named(shape, _NAMES)} for shape in _dicts(given[kind])]
            if shapes and _draws("", name, shapes).arguments == turn.arguments:
                return name, shapes
    raise CannotSay(f"there is no way to call {turn.tool} with {', '.join(given)}; a call draws boxes, or lines")


def _dicts(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) and all(isinstance(one, dict) for one in value) else []


def _named(shape: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names[name]: value for name, value in shape.items() if name in names}


def _read_turn(text: str, place: Place = START) -> Turn:
    before, closed, rest = text.partition("</think>")
    if not closed and "<think>" in text:
        return Turn(unescape(text.partition("<think>")[2].strip(), _OWN), problem="<think> is not closed")
    inside = before.lstrip()
    thought = unescape(unpad(inside.removeprefix("<think>")), _OWN) if closed else ""
    rest = rest if closed else text
    action = _ACTION.match(rest)
    if not action:
        return Turn(thought or unescape(rest.strip(), _OWN), problem="there is no Action: that is known")
    said = rest[action.end() :]
    if action[1] == "Answer":
        answer = _ANSWER.fullmatch(said)
        if not answer:
            return Turn(thought, problem="no <answer> alone follows Action: Answer")
        return Turn(thought, answer=unescape(unpad(answer[1]), _OWN))
    fenced = said.rstrip()
    if not (fenced.startswith("```") and fenced.endswith("```") and len(fenced) >= 6):
        return Turn(thought, problem="no block between ```json and ``` alone follows Action:")
    return _draws(thought, action[1], _dicts(load(fenced[3:-3].removeprefix("json"))))


def _draws(thought: str, name: str, shapes: Sequence[Mapping[str, Any]]) -> Turn:
    ours = {theirs: name for name, theirs in _NAMES.items()}
    indices = {index for shape in shapes if isinstance(index := shape.get("index"), int)}
    if len(indices) != 1 or not all(shape.keys() <= {*ours, "index"} and "index" in shape for shape in shapes):
        return Turn(thought, problem="what follows Action: is no JSON list of shapes on one picture")
    drawn = {"image": f"img_{indices.pop() + 1}", _KINDS[name]: [_named(shape, ours) for shape in shapes]}
    return Turn(thought, "draw", dump(drawn))


VILASR = Dialect("vilasr", ("ViLaSR",), _write_turn, _read_turn, *observations(_OWN), always(_SYSTEM), tools=("draw",))
