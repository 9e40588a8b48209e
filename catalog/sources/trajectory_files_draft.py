"""A published trajectory as it was found, and as our record.

    Draft(where="case.txt:1", said=(…), extras={"form": "chatml", …}).record(origin, SEARCH_R1)
    → Trajectory(mode="imported", steps=(…), final_answer="Charger")

Right or wrong is decided by comparing the final answer with the gold one, where the file gives it. Pictures that lie
beside the file go into the media store; of others only the short id stays, and their names in `extras`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from synthloom.catalog.dialects.conversation import Spoken, read
from synthloom.catalog.dialects.dialect import Dialect
from synthloom.catalog.dialects.plain import PLAIN
from synthloom.catalog.sources.pictures import Pictures
from synthloom.catalog.trajectories.annotate import fatal_step, reflection_count
from synthloom.catalog.trajectories.answers import match, normal
from synthloom.catalog.trajectories.messages import messages
from synthloom.schemas.media import Media
from synthloom.schemas.records import content_id
from synthloom.schemas.steps import Reject
from synthloom.schemas.trajectories import ChatMessage, Outcome, Trajectory

_ASKED = re.compile(r"(?:^|(?<=\s))(?:Question|Claim|User|Your task is to):\s*")
"""What stands before the question in a prompt; the last one counts."""
_NAMES = re.compile(r"<image>|^image_id:\s*\d+\s*$", re.MULTILINE)
_AWAY = ("no_image", "image_is_url")
"""Why a picture that a row names may be elsewhere; the row is good without it."""


@dataclass(frozen=True)
class Origin:
    """What all trajectories of a source share."""

    source: str
    revision: str
    licence: str


@dataclass(frozen=True)
class Draft:
    """One conversation of a file."""

    where: str
    said: tuple[Spoken, ...]
    extras: dict[str, Any]
    """What the file's writer needs beside the record; see `Trajectory.extras`."""
    gold: tuple[str, ...] = ()
    policy: str = ""
    tools: tuple[dict[str, Any], ...] = ()
    names: tuple[str, ...] = ()
    """Of the pictures, in order of their ids."""
    base: Path = field(default_factory=Path)
    """Where their names start."""

    def record(
        self, origin: Origin, dialect: Dialect, rollout: int = 0, pictures: Pictures | None = None
    ) -> Trajectory:
        """The record. Rejects with `bad_conversation`, `no_steps` or a reason of `Pictures.put`."""
        try:
            told = read(self.said, dialect)
        except ValueError as error:
            raise Reject("bad_conversation", str(error)) from error
        if not told.steps:
            raise Reject("no_steps", "nothing is said by an assistant")
        question = self.question_in(dialect)
        answer, *aliases = self.gold or ("",)
        outcome, how = _judge(told.final_answer, answer, aliases)
        policy = self.policy or "unknown"
        task = content_id("task", question)
        chat = messages(told.system, (), "", told.steps, told.final_answer)
        prompt = ChatMessage(role="user", content=told.user)
        return Trajectory(
            id=content_id("trajectory", origin.source, self.extras, self.said),
            group_id=task,
            source=origin.source,
            revision=origin.revision,
            licence=origin.licence,
            task_id=task,
            question=question,
            answer=answer,
            aliases=tuple(aliases),
            mode="imported",
            policy=policy,
            dialect=dialect.name,
            rollout=rollout,
            messages=tuple(prompt if message.role == "user" and not message.content else message for message in chat),
            steps=told.steps,
            tools=json.dumps(self.tools, ensure_ascii=False),
            final_answer=told.final_answer,
            outcome=outcome,
            judged_by=how,
            stopped="imported",
            fatal_step=fatal_step(told.steps),
            reflections=reflection_count(told.steps),
            images=self._images(pictures),
            engine=f"policy={policy}",
            extras=json.dumps(self.extras, ensure_ascii=False),
        )

    def question_in(self, dialect: Dialect) -> str:
        """What was asked, without the instructions around it; where the user asks again, what the answer is to."""
        roles = ("user", "observation") if dialect is PLAIN else ("user",)
        text = next((message.text for message in reversed(self.said) if message.role in roles), "")
        begins = max((found.end() for found in _ASKED.finditer(text)), default=0)
        return _NAMES.sub("", text[begins:]).strip() or _NAMES.sub("", text).strip()

    def _images(self, pictures: Pictures | None) -> dict[str, Media]:
        found = dict[str, Media]()
        for number, name in enumerate(self.names if pictures else (), 1):
            assert pictures is not None
            try:
                found[f"img_{number}"] = pictures.put(pictures.find(name, self.base))
            except Reject as reject:
                if reject.reason not in _AWAY:
                    raise
        return found


def _judge(final: str, answer: str, aliases: Sequence[str]) -> tuple[Outcome, str]:
    """Whether the answer is right and what says so; without a gold answer nothing does, and it counts as wrong."""
    if not final:
        return "no_answer", "rules"
    if not answer:
        return "wrong", "nothing"
    if how := match(final, answer, aliases):
        return "correct", how
    # Published answers may be whole sentences ("…, so the poison is ricin."); what was found says so.
    words = f" {normal(final)} "
    said = [right for right in (answer, *aliases) if (wanted := normal(right)) and f" {wanted} " in words]
    return ("correct", "contained") if said else ("wrong", "rules")
