"""A rollout of the scripted policy under way: what it has read, what it says next, calls and what becomes of them.

    yield from turns.call("visit", {"urls": ["Austria"], "goal": "calling code"}, "Is Austria the one …? I'll look.")

A generator yields moves and is sent the steps they became. What was read last is said at the start of the next thought.
"""

import json
import re
from collections.abc import Generator, Mapping, Sequence
from random import Random
from typing import Any

from synthloom.catalog.corpus.key import key
from synthloom.generators.rolling.loop import Move
from synthloom.generators.rolling.scripted_habits import Habits
from synthloom.generators.rolling.scripted_memory import Evidence, Memory
from synthloom.generators.rolling.scripted_plan import Leg, Plan
from synthloom.generators.rolling.scripted_words import Speaker, fragment
from synthloom.generators.wordings.rollout_acting import FAULTS, REWORDED
from synthloom.schemas.tools import FAILURES, Session
from synthloom.schemas.trajectories import TrajectoryStep

_ADDRESS = re.compile(r"wiki://[^/]+/")
Turn = Generator[Move, TrajectoryStep, bool]


class Turns:
    """The state of a rollout."""

    def __init__(self, plan: Plan, habits: Habits, session: Session, random: Random) -> None:
        self.plan, self.habits, self.session, self.random = plan, habits, session, random
        self.tools = frozenset(tool.name for tool in session.tools)
        self.memory = Memory(plan.question)
        self.speaker = Speaker(random)
        self.found: list[str] = []
        """Names of the legs found so far."""
        self.place = -1
        """The place in the path of the last one."""
        self.answered: Evidence | None = None
        self.last: TrajectoryStep | None = None
        self.clean = ""
        """Hash of the picture before it was spoilt; what a look beside another one would tell."""
        self._reading: list[tuple[bool, str]] = []
        """Sentences on what was read last, and whether each must be said."""
        self._quoted: set[tuple[str, str]] = set()
        self._opened: set[str] = set()
        self._made: set[tuple[str, str]] = set()

    def say(self, table: Sequence[str], **slots: str) -> None:
        """Something found in what was read last: always said with the next move."""
        self._reading.append((True, self.speaker.say(table, **slots)))

    def note(self, table: Sequence[str], **slots: str) -> None:
        """A remark on what was read last, which a rollout of few words may leave out."""
        self._reading.append((False, self.speaker.say(table, **slots)))

    def quote(self, evidence: Evidence, *focus: str) -> str:
        """A fragment of what was read."""
        said = fragment(evidence.sentence, *focus)
        self._quoted.add((evidence.page, said))
        return said

    def quoted(self, evidence: Evidence, *focus: str) -> bool:
        """Whether that was quoted already."""
        return (evidence.page, fragment(evidence.sentence, *focus)) in self._quoted

    def name(self, leg: Leg) -> str:
        """A page's name as it was read, as it stands in a sentence; empty where none was."""
        forms = leg.names if not leg.title.endswith(" language") else sorted(leg.names, key=len)
        return next((leg.called(form) for form in forms if len(form) > 2 and self.memory.seen(form)), "")

    def address(self, leg: Leg) -> str:
        """What to open a page with: its address, or its title where that was read."""
        known = self.memory.addresses.get(leg.title, "")
        if known or leg.title in self.memory.linked or ("(" not in leg.title and self.memory.seen(leg.title)):
            return known or leg.title
        return ""

    def visited(self, leg: Leg) -> bool:
        """Whether a page was opened before."""
        return key(leg.title) in self._opened

    def made(self, tool: str, arguments: Mapping[str, Any]) -> bool:
        """Whether a call was made before."""
        return _same(tool, arguments) in self._made

    def thought(self, *why: str) -> str:
        """What was read, then why the next call; as much of both as the rollout's habits let it say."""
        read, self._reading = self._reading, []
        said = [text for text in why if text]
        if self.habits.detail == "short" and self.last is not None:
            said = said[-1:]
        remarks = {"short": 1, "plain": 2, "full": len(read)}[self.habits.detail]
        kept = [text for place, (found, text) in enumerate(read) if found or len(read) - place <= remarks]
        return " ".join((*kept, *said))

    def call(self, tool: str, arguments: Mapping[str, Any], *why: str, other: str = "") -> Turn:
        """Call a tool, again after a fault of its server (a search with the `other` query); False: nothing came."""
        self._made.add(_same(tool, arguments))
        step = yield self._move(self.thought(*why), tool, arguments)
        while step.error_class in ("timeout", "unavailable", "malformed"):
            said = self.speaker.say(FAULTS[step.error_class], tool=tool)
            if other and self.random.random() < 0.5:
                arguments, other = {**arguments, "queries": [other]}, ""
                said += " " + self.speaker.say(REWORDED, query=arguments["queries"][0])
                self._made.add(_same(tool, arguments))
            step = yield self._move(said, tool, arguments)
        self._opened |= {key(_ADDRESS.sub("", url)) for url in arguments.get("urls", ())}
        self.last = step
        self.memory.take(step.observation)
        if step.error_class in FAILURES:
            self.note(FAULTS[step.error_class], tool=tool)
            return False
        return True

    def _move(self, thought: str, tool: str, arguments: Mapping[str, Any]) -> Move:
        return Move(thought, tool, json.dumps(arguments, ensure_ascii=False))


def _same(tool: str, arguments: Mapping[str, Any]) -> tuple[str, str]:
    """A call by its tool and words, in any order: a query put round differently finds the same."""
    words = set(key(_ADDRESS.sub("", json.dumps(arguments, ensure_ascii=False))).split())
    return tool, " ".join(sorted(words - {"the", "of", "a", "an", "in", "for"}))
