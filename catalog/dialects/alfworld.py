r"""`alfworld`: what the agent does stands behind `> `, thoughts too; the rest is what happens (ReAct in ALFWorld).

    > think: First I need to find an apple.\n> take apple 3 from garbagecan 1
    → Turn("First I need to find an apple.", "take", '{"object": "apple 3", "from": "garbagecan 1"}')

The first word is the tool; `to`, `from`, `in/on` and `with` name arguments. There is no way to give an answer, and an
agent may think alone: then `OK.` comes back. Texts of several lines are refused.
"""

import re

from synthloom.catalog.dialects.dialect import START, CannotSay, Dialect, Place, Seen, Turn
from synthloom.catalog.dialects.observed import always, with_pictures, without_pictures
from synthloom.catalog.dialects.tags import escape, own, unescape
from synthloom.catalog.trajectories.arguments import dump

_OWN = own(())
_LINE = re.compile(r"(?:> think: (?P<thought>[^\n]*))?(?:(?:^|\n)> (?P<tool>[\w-]+)(?P<rest>(?: [^\n]*)?))?")
_PART = re.compile(r" (to|from|in/on|with) ")
_SYSTEM = (
    "Act in the house one command at a time, each behind '> ', such as '> go to shelf 1', '> take mug 1 from shelf 1' "
    "or '> put mug 1 in/on desk 1'. To think before you act, write '> think: ' and your thought."
)


def _write_turn(turn: Turn, place: Place = START) -> str:
    if (kind := turn.kind()) == "answer":
        raise CannotSay("there is no way to give an answer")
    lines = [f"> think: {escape(turn.thought, _OWN)}"] if turn.thought else []
    if kind == "call":
        lines.append(f"> {turn.tool}{escape(_command(turn), _OWN)}")
    text = "\n".join(lines)
    if _read_turn(text, place)[:4] != turn[:4]:
        raise CannotSay("a thought is one line, and a command has an object and at most one of to, from, in/on, with")
    return text


def _command(turn: Turn) -> str:
    words = []
    for name, value in turn.given().items():
        if not isinstance(value, str):
            raise CannotSay(f"the argument {name} is no text")
        words.append(f" {value}" if name == "object" else f" {name} {value}")
    return "".join(words)


def _read_turn(text: str, place: Place = START) -> Turn:
    found = _LINE.fullmatch(text)
    if not found:
        return Turn(unescape(text, _OWN), problem="it is no command behind '> '")
    thought = unescape(found["thought"] or "", _OWN)
    if found["tool"] is None:
        return Turn(thought, problem="" if thought else "there is no command")
    thing, *others = _PART.split(unescape(found["rest"], _OWN), maxsplit=1)
    given = {"object": thing[1:]} if thing else {}
    if others:
        given[others[0]] = others[1]
    return Turn(thought, found["tool"], dump(given))


def _write_observation(seen: Seen, place: Place = START) -> str:
    if re.search(r"^> ", seen.text, re.MULTILINE):
        raise CannotSay("a line of the observation would read as a command")
    return with_pictures(escape(seen.text, _OWN), seen.pictures)


def _read_observation(text: str, place: Place = START) -> Seen:
    seen = without_pictures(text)
    return Seen(unescape(seen.text, _OWN), seen.pictures)


ALFWORLD = Dialect(
    "alfworld", ("ReAct in ALFWorld",), _write_turn, _read_turn, _write_observation, _read_observation, always(_SYSTEM),
    stop=("\n",),
)  # fmt: skip
