"""A question with a typed reply, and its draws.

    question = Typed(calling, pictures, messages, QualityJudgement, temperature=1.0)
    await question.one(draw=3)                     → QualityJudgement(score=4, …)
    await question.together([0, 1, 2], several)    → {0: QualityJudgement(…), 2: QualityJudgement(…)}

A draw goes as the seed, so that no cache between us and the model joins draws. Of draws that are asked for together the
seed is the first one's (vLLM counts on from it), and the first one's call carries the tokens and the money of all.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic

from synthloom.engines.asking.answer_shape import shape_of
from synthloom.engines.asking.calling import Calling, Priced
from synthloom.engines.asking.conversation import identity, to_wire
from synthloom.engines.asking.parsing import UnfitReply, parse_reply
from synthloom.engines.asking.pictures import Pictures
from synthloom.engines.asking.replies import Reply, UnusableReply
from synthloom.engines.calls.call import Call, canonical
from synthloom.schemas.steps import Answer, Message

REASKS = 2
"""How often an unusable reply is asked for again."""
SHOWN_BACK = 2000
"""Letters of an unusable reply that the model gets to see again."""
DRAWS_AT_ONCE = 128
"""OpenAI's highest `n`."""


@dataclass
class Several:
    """Whether a model's draws go together, and whether its server has shown that it gives several."""

    wanted: bool
    proven: bool = False


class Typed(Generic[Answer]):
    """A question, whichever draw of it."""

    def __init__(
        self,
        calling: Calling,
        pictures: Pictures,
        messages: Sequence[Message],
        answer: type[Answer],
        temperature: float,
    ) -> None:
        self.calling, self.pictures, self.messages = calling, pictures, messages
        self.answer, self.temperature = answer, temperature
        self._parts = {
            "messages": canonical(identity(messages)),
            "schema": shape_of(answer).canonical,
            "temperature": canonical(temperature),
        }

    async def one(self, draw: int) -> Answer:
        """One draw, stored or asked for. Raises `UnusableReply`, and what the engine raises."""
        key, request = self._keyed(draw)
        stored = self.calling.cache.get(key)
        if stored is not None:
            try:
                reply = parse_reply(stored.reply, self.answer)
            except UnfitReply as error:  # the shape has become stricter than its JSON schema tells
                await self.calling.cache.discard(key, str(error))
            else:
                self.calling.hit(key)
                return reply

        mine: list[tuple[Call, Answer]] = []

        async def send() -> Call:
            mine.append(await self._ask(key, request, draw))
            return mine[0][0]

        call = await self.calling.ask(key, send)
        return mine[0][1] if mine and mine[0][0] is call else parse_reply(call.reply, self.answer)

    async def together(self, draws: Sequence[int], several: Several) -> dict[int, Answer]:
        """Those draws that aren't stored, of one request, as far as it gives them in a usable form."""
        wanted = dict[str, tuple[str, int]]()
        for draw in draws:
            key, request = self._keyed(draw)
            if self.calling.cache.get(key) is None:
                wanted[key] = request, draw
        if len(wanted) < 2:
            return {}
        unfit = list[tuple[str, Priced, str]]()

        async def ask(keys: Sequence[str]) -> list[Call]:
            begun = time.monotonic()
            choices = await self.calling.send(partial(self._body, wanted[keys[0]][1], count=len(keys)))
            several.proven |= len(choices) > 1
            several.wanted &= len(choices) == len(keys)  # else the server ignores `n`, or has a lower limit
            calls = list[Call]()
            for key, priced in zip(keys, choices, strict=False):
                try:
                    self._read(priced[0])
                except UnfitReply as error:
                    unfit.append((key, priced, str(error)))
                else:
                    calls.append(self.calling.call(key, wanted[key][0], priced[0].text, priced, begun))
            return calls

        calls = await self.calling.cache.ask_together(list(wanted)[:DRAWS_AT_ONCE], ask, self.calling.engine.slots())
        for call in calls:
            self.calling.note(call.key)
        for key, priced, problem in unfit:  # after the usable ones are safe
            self.calling.note(key)
            await self.calling.throw_away(key, priced, problem)
        return {wanted[call.key][1]: parse_reply(call.reply, self.answer) for call in calls}

    def _keyed(self, draw: int) -> tuple[str, str]:
        return self.calling.keyed("chat", draw=str(draw), **self._parts)

    async def _ask(self, key: str, request: str, draw: int) -> tuple[Call, Answer]:
        """Ask until a reply is usable, at most `REASKS` times more."""
        begun, again = time.monotonic(), list[dict[str, Any]]()
        for asked in range(1, 2 + REASKS):
            try:
                (priced, *_) = await self.calling.send(partial(self._body, draw, again))
            except BaseException:
                if again:  # the unusable replies before it cost something
                    self.calling.note(key)
                raise
            reply = priced[0]
            try:
                read = self._read(reply)
            except UnfitReply as error:
                problem = str(error)
            else:
                return self.calling.call(key, request, reply.text, priced, begun), read
            await self.calling.throw_away(key, priced, problem)
            if asked > REASKS or reply.refusal:
                raise UnusableReply(
                    f"model {self.calling.name} sent {asked} unusable replies, the last one {problem}. Expected one "
                    f"JSON object of the shape {self.answer.__name__}. Check that the model can follow a JSON schema, "
                    "and its server's output length limit."
                )
            told = f"That reply can't be used: it {problem}. Reply with the JSON object alone."
            again += [
                {"role": "assistant", "content": reply.text[:SHOWN_BACK] or "(nothing)"},
                {"role": "user", "content": told},
            ]
        raise AssertionError

    def _read(self, reply: Reply) -> Answer:
        """Raises `UnfitReply` for one that can't be used."""
        if reply.problem:
            raise UnfitReply(reply.problem)
        return parse_reply(reply.text, self.answer)

    async def _body(self, draw: int, again: Sequence[dict[str, Any]] = (), count: int = 1) -> dict[str, Any]:
        """The request as it is sent; made anew for each, since one with pictures is large."""
        body: dict[str, Any] = {
            "messages": [*await to_wire(self.messages, self.pictures.part), *again],
            "response_format": shape_of(self.answer).response_format,
            "temperature": self.temperature,
        }
        if self.temperature:
            body["seed"] = draw
        return body | {"n": count} if count > 1 else body
