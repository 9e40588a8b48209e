"""`swimbird`: thoughts in `<reason>`, between them spans of latent tokens, and an answer; no calls (SwimBird).

    <reason>turn it</reason><|latent_start|><|latent|><|latent_end|><reason>it fits</reason><answer>B</answer>
    → Turn("turn it<|latent_start|><|latent|><|latent_end|>it fits", answer="B")

A latent span is opaque: it stays in the thought as it stands, and cuts it into `<reason>` blocks when written.
"""

import re

from synthloom.catalog.dialects.dialect import START, CannotSay, Dialect, Place, Turn
from synthloom.catalog.dialects.observed import always, observations
from synthloom.catalog.dialects.tags import escape, own, pad, unescape, unpad

_OWN = own(("reason", "answer"))
_LATENT = re.compile(r"(<\|latent_start\|>(?:<\|latent\|>)*<\|latent_end\|>)")
_BLOCK = re.compile(rf"\s*(?:<reason>(?P<reason>.*?)</reason>|{_LATENT.pattern})", re.DOTALL)
_ANSWER = re.compile(r"\s*<answer>(.*?)</answer>\s*", re.DOTALL)
_SYSTEM = (
    "First reason step by step inside <reason></reason>. Then give the final answer inside <answer></answer>. You may "
    "think in pictures between two blocks of reasoning."
)


def _write_turn(turn: Turn, place: Place = START) -> str:
    if turn.kind() == "call":
        raise CannotSay(f"there is no way to call {turn.tool}")
    blocks = [
        part if _LATENT.fullmatch(part) else f"<reason>{pad(escape(part, _OWN), '')}</reason>"
        for part in _LATENT.split(turn.thought)
        if part
    ]
    answer = [] if turn.answer is None else [f"<answer>{pad(escape(turn.answer, _OWN), '')}</answer>"]
    return "".join(blocks + answer)


def _read_turn(text: str, place: Place = START) -> Turn:
    parts, at, reasoned = list[str](), 0, False
    while found := _BLOCK.match(text, at):
        inside = found["reason"]
        if inside is None:
            parts.append(found[2])
        else:
            parts.append(("\n\n" if reasoned else "") + unescape(unpad(inside), _OWN))
        reasoned, at = inside is not None, found.end()
    rest = text[at:]
    if said := _ANSWER.fullmatch(rest):
        return Turn("".join(parts), answer=unescape(unpad(said[1]), _OWN))
    if "<answer>" in rest:
        problem = "there is text before or after <answer>, or it is not closed"
    else:
        problem = "<reason> is not closed" if "<reason>" in rest else "there is no <answer>"
    return Turn("".join(parts) or unescape(rest.strip(), _OWN), problem=problem)


SWIMBIRD = Dialect("swimbird", ("SwimBird",), _write_turn, _read_turn, *observations(_OWN), always(_SYSTEM), tools=())
