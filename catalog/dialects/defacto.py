r"""`defacto`: thoughts that point at evidence by `<box>[[x0, y0, x1, y1]]</box>`, and an answer; no calls (DeFacto).

    <think><box>[[10, 20, 40, 60]]</box>the sign says so</think>\n<answer>Unknown</answer>

Boxes belong to the thought and stay in its text.
"""

from synthloom.catalog.dialects.dialect import START, CannotSay, Dialect, Place, Turn
from synthloom.catalog.dialects.observed import always, observations
from synthloom.catalog.dialects.tags import Frame, pad, unpad

_FRAME = Frame("think", ("answer",))
_SYSTEM = (
    "First think inside <think></think>; begin with the regions of the picture that hold the evidence, as "
    "<box>[[x0, y0, x1, y1]]</box> in pixels, none where there is no evidence. Then answer inside <answer></answer>; "
    "where the picture doesn't tell, the answer is Unknown."
)


def _write_turn(turn: Turn, place: Place = START) -> str:
    if turn.kind() == "call":
        raise CannotSay(f"there is no way to call {turn.tool}")
    if turn.answer is None:
        return _FRAME.write(turn.thought, by="")
    return _FRAME.write(turn.thought, "answer", pad(_FRAME.escape(turn.answer), ""), "")


def _read_turn(text: str, place: Place = START) -> Turn:
    split = _FRAME.split(text)
    if split.problem:
        return Turn(split.thought, problem=split.problem)
    return Turn(split.thought, answer=_FRAME.unescape(unpad(split.inside)))


DEFACTO = Dialect(
    "defacto", ("DeFacto",), _write_turn, _read_turn, *observations(_FRAME.own), always(_SYSTEM), tools=()
)
