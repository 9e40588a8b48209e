"""One rollout's conversation with a model: the question and its pictures, the model's turns, what came back.

    talk = Talk(model, Native(), question, session, fold=5)
    move, turn = await talk.ask(steps, schemas, must_answer=False)
    → system [rules, format] · user [img_1: picture, question] · assistant [call] · tool [result] · user [img_2: …]

The model's turns are kept as it made them; observations are those of the steps, so that what a record says and what
the model saw are the same. Neighbouring messages of the user are joined, since many chat templates want roles in turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from synthloom.catalog.dialects.dialect import Place
from synthloom.generators.rolling.folding import in_view, left_out
from synthloom.generators.rolling.loop import Move
from synthloom.generators.rolling.prompts import ANSWER_NOW, format_prompt, neutral, system_prompt
from synthloom.generators.rolling.turns import Speech
from synthloom.schemas.steps import Message, Model, Part, Text
from synthloom.schemas.tools import Session
from synthloom.schemas.trajectories import TrajectoryStep

MOST_TOKENS = 4096
"""A turn may have, as in Vision-DeepResearch."""


@dataclass
class Talk:
    """See above; `asides` are messages that belong to no step, by the number of steps before them."""

    model: Model
    speech: Speech
    question: str
    session: Session
    fold: int = 0
    temperature: float = 0.0
    draw: int = 0
    max_tokens: int = MOST_TOKENS
    turns: list[Message] = field(default_factory=list)
    asides: dict[int, list[Message]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._given = tuple(self.session.images)

    async def ask(
        self, steps: Sequence[TrajectoryStep], schemas: Sequence[Mapping[str, Any]], must_answer: bool
    ) -> tuple[Move, Message]:
        """The model's next turn as a move, and as it is told back. The caller keeps it, in `turns` or `asides`."""
        messages = self._messages(steps, schemas)
        if must_answer:
            messages.append(Message("user", (Text(ANSWER_NOW),)))
        dialect = self.speech.dialect
        said = await self.model.converse(
            joined(messages),
            tools=() if dialect else schemas,
            temperature=self.temperature,
            draw=self.draw,
            max_tokens=self.max_tokens,
            stop=dialect.stop if dialect else (),
        )
        place = Place(len(steps) + 1, ["", *self.session.images][-1])
        return self.speech.read(said, place, must_answer), self.speech.turn(said, place)

    def say(self, before: int, message: Message) -> None:
        """Add a message after so many steps."""
        self.asides.setdefault(before, []).append(message)

    def _messages(self, steps: Sequence[TrajectoryStep], schemas: Sequence[Mapping[str, Any]]) -> list[Message]:
        system = f"{system_prompt(self.session.tools)}\n\n{format_prompt(schemas, self.speech.dialect, self.fold)}"
        told = [Message("system", (Text(system),))]
        told.append(Message("user", (*self._pictures(self._given), Text(neutral(self.question)))))
        shown = in_view(steps, self.fold)
        for place, (turn, step) in enumerate(zip(self.turns, steps, strict=True)):
            told += [*self.asides.get(place, ()), turn, *self._observed(place, turn, step, place in shown)]
        return told + self.asides.get(len(steps), [])

    def _observed(self, place: int, turn: Message, step: TrajectoryStep, shown: bool) -> list[Message]:
        if not step.tool and not turn.calls:
            return [Message("user", (Text(step.observation),))]
        text = step.observation if shown or not step.tool else left_out(step)
        told = [self.speech.observation(turn, text, Place(place + 1))]
        if shown and step.images:
            told.append(Message("user", self._pictures(step.images)))
        return told

    def _pictures(self, ids: Sequence[str]) -> tuple[Part, ...]:
        return tuple(part for name in ids for part in (Text(f"{name}:"), self.session.images[name]))


def joined(messages: Sequence[Message]) -> list[Message]:
    """Messages with those of the user that follow each other made one."""
    told: list[Message] = []
    for message in messages:
        if told and message.role == "user" == told[-1].role:
            told[-1] = Message("user", told[-1].parts + message.parts)
        else:
            told.append(message)
    return told
