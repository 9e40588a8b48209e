r"""`v_thinker`: Python in `<code>`, what it printed and drew in `<sandbox_output>`, answers in `<answer>` (V-Thinker).

    <think>draw the height</think>\n<code>\n```python\nprint(1)\n```\n</code>
    → Turn("draw the height", "python", '{"code": "print(1)"}')

Only `python` with code alone can be said. Code is never escaped, or it would no longer run: code that holds one of the
dialect's own tags is refused.
"""

from synthloom.catalog.dialects.dialect import START, CannotSay, Dialect, Place, Turn
from synthloom.catalog.dialects.observed import always, observations
from synthloom.catalog.dialects.tags import Frame, pad, unpad
from synthloom.catalog.trajectories.arguments import dump

_FRAME = Frame("think", ("code", "answer"), ("sandbox_output",))
_FENCE, _END = "\n```python\n", "\n```\n"
_SYSTEM = """Solve the problem step by step. In every turn, first think inside <think></think>. Then either write \
Python to look closer or to draw on the picture:
<code>
```python
# your code
```
</code>
It runs in a sandbox; what it prints and the pictures it makes come back inside <sandbox_output></sandbox_output>. Or \
give the final answer inside <answer></answer>."""


def _write_turn(turn: Turn, place: Place = START) -> str:
    if (kind := turn.kind()) == "answer":
        return _FRAME.write(turn.thought, "answer", pad(_FRAME.escape(turn.answer or ""), ""), "")
    if kind == "call":
        return _FRAME.write(turn.thought, "code", f"{_FENCE}{_code_of(turn)}{_END}", "")
    return _FRAME.write(turn.thought, by="")


def _code_of(turn: Turn) -> str:
    if turn.tool != "python":
        raise CannotSay(f"there is no way to call {turn.tool}")
    match turn.given():
        case {"code": str() as code, **others} if not others:
            if _FRAME.own.search(code):
                raise CannotSay("the code holds one of the dialect's own tags")
            return code
    raise CannotSay("a call is code and nothing else")


def _read_turn(text: str, place: Place = START) -> Turn:
    split = _FRAME.split(text)
    if split.problem:
        return Turn(split.thought, problem=split.problem)
    if split.tag == "answer":
        return Turn(split.thought, answer=_FRAME.unescape(unpad(split.inside)))
    inside = split.inside
    if not (inside.startswith(_FENCE) and inside.endswith(_END) and len(inside) >= len(_FENCE + _END)):
        bare = inside.strip()
        if not (bare.startswith("```python") and bare.endswith("```") and len(bare) >= 12):
            return Turn(split.thought, problem="what stands in <code> is no block between ```python and ```")
        return _run(split.thought, bare[9:-3].strip("\n"))
    return _run(split.thought, inside[len(_FENCE) : -len(_END)])


def _run(thought: str, code: str) -> Turn:
    return Turn(thought, "python", dump({"code": code}))


V_THINKER = Dialect(
    "v_thinker", ("V-Thinker",), _write_turn, _read_turn, *observations(_FRAME.own, "sandbox_output"), always(_SYSTEM),
    tools=("python",), stop=("<sandbox_output>",),
)  # fmt: skip
