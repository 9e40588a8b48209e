r"""`search_r1`: searches in `<search>`, what was found in `<information>`, answers in `<answer>` (Search-R1).

    <think>which part?</think>\n<search> origin of heart's electrical impulses </search>
    → Turn("which part?", "text_search", '{"queries": ["origin of heart's electrical impulses"]}')

Only `text_search` with one query can be said.
"""

from synthloom.catalog.dialects.dialect import START, Dialect, Place, Turn
from synthloom.catalog.dialects.observed import always, observations
from synthloom.catalog.dialects.searches import SEARCH, query_of, search_for
from synthloom.catalog.dialects.tags import Frame, pad, unpad

_FRAME = Frame("think", ("search", "answer"), ("information",))
_SYSTEM = (
    "First think inside <think> and </think> every time you get new information. Then, if you lack some knowledge, "
    "call a search engine with <search> query </search>; it gives the top results between <information> and "
    "</information>. You can search as many times as you want. When you know enough, give the answer inside <answer> "
    "and </answer>, without detailed illustrations. For example, <answer> Beijing </answer>."
)


def _write_turn(turn: Turn, place: Place = START) -> str:
    if (kind := turn.kind()) == "answer":
        return _FRAME.write(turn.thought, "answer", pad(_FRAME.escape(turn.answer or ""), " "), "")
    if kind == "call":
        return _FRAME.write(turn.thought, "search", pad(_FRAME.escape(query_of(turn)), " "), "")
    return _FRAME.write(turn.thought, by="")


def _read_turn(text: str, place: Place = START) -> Turn:
    split = _FRAME.split(text)
    if split.problem:
        return Turn(split.thought, problem=split.problem)
    inside = _FRAME.unescape(unpad(split.inside))
    return search_for(split.thought, inside) if split.tag == "search" else Turn(split.thought, answer=inside)


SEARCH_R1 = Dialect(
    "search_r1", ("Search-R1",), _write_turn, _read_turn, *observations(_FRAME.own, "information"), always(_SYSTEM),
    tools=(SEARCH,), stop=("<information>",),
)  # fmt: skip
