"""`plain`: an answer and nothing around it, as in conversations about pictures (LLaMA-Factory's `mllm_demo`).

They're Kane and Gretzka from Bayern Munich. → Turn("", answer="They're Kane and Gretzka from Bayern Munich.")

A reply that another question follows is read as a thought by whoever reads a whole conversation. Thoughts beside an
answer, and calls, are refused.
"""

from synthloom.catalog.dialects.dialect import START, CannotSay, Dialect, Place, Turn
from synthloom.catalog.dialects.observed import always, observations
from synthloom.catalog.dialects.tags import escape, own, unescape

_OWN = own(())


def _write_turn(turn: Turn, place: Place = START) -> str:
    if turn.kind() == "call":
        raise CannotSay(f"there is no way to call {turn.tool}")
    if turn.answer is not None and turn.thought:
        raise CannotSay("there is no way to tell a thought from the answer")
    return escape(turn.thought if turn.answer is None else turn.answer, _OWN)


def _read_turn(text: str, place: Place = START) -> Turn:
    return Turn("", answer=unescape(text, _OWN))


PLAIN = Dialect("plain", ("LLaMA-Factory",), _write_turn, _read_turn, *observations(_OWN), always(""), tools=())
