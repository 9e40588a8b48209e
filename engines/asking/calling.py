"""One model's calls on their way through allowance, engine, counting and cache, whatever they ask for.

key, request = calling.keyed("turn", temperature="0.0", messages='[{"parts":[…],"role":"user"}]')
call = await calling.answer(key, send)      # stored, or made by `send`, which uses `calling.send`
"""

import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from synthloom.engines.asking.model_name import ModelName
from synthloom.engines.asking.replies import Reply, UnusableReply, read_replies
from synthloom.engines.asking.totals import Totals
from synthloom.engines.calls.call import Call, Unusable, canonical, text_key
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.calls.no_cache import NoCache
from synthloom.engines.engine import Engine
from synthloom.engines.settings import EngineSettings

ENGINE = "openai"
"""What stands in a call's key: the kind of request, which all engines share."""

Send = Callable[[], Awaitable[Call]]
Priced = tuple[Reply, float | None]


@dataclass
class Calling:
    """What calls of one model share; of a record's own is only the log."""

    name: str
    """As it was given to the run, parameters included."""
    model: ModelName
    settings: EngineSettings
    cache: CallCache | NoCache
    engine: Engine
    allowed: Callable[[], AbstractAsyncContextManager[object]]
    totals: Totals = field(default_factory=Totals)
    log: list[str] | None = None
    """Where keys are noted: of answered calls, and of those that cost something without an answer."""

    def __post_init__(self) -> None:
        told = {"engine": ENGINE, "model": self.model.name, "revision": self.model.revision}
        self._always = {part: canonical(value) for part, value in told.items()}
        if self.model.parameters:
            self._always["parameters"] = canonical(self.model.parameters)

    def noting(self, log: list[str]) -> "Calling":
        """The same, noting keys in another log."""
        other = copy(self)
        other.log = log
        return other

    def keyed(self, kind: str, **parts: str) -> tuple[str, str]:
        """A call's key and its request, of parts that are canonical JSON already.

        In it is what can change an answer, and nothing that can't: no address, secret, limit or retry.
        """
        parts |= self._always
        parts["kind"] = f'"{kind}"'
        request = "{" + ",".join([f'"{name}":{parts[name]}' for name in sorted(parts)]) + "}"
        return text_key(request), request

    async def send(self, make_body: Callable[[], Awaitable[dict[str, Any]]]) -> list[Priced]:
        """One chat request; its replies, counted, each with its cost in USD.

        Nothing here holds the body during the call: in a batch that takes a day wait 40,000, with pictures.
        """
        async with self.allowed():
            replies = read_replies(await self.engine.chat(self.model.fill(await make_body())))
            return [(reply, self.totals.count(reply, self.settings)) for reply in replies]

    async def answer(self, key: str, send: Send) -> Call:
        """The stored call, or what `send` answers, once it is durable."""
        stored = self.cache.get(key)
        if stored is None:
            return await self.ask(key, send)
        self.hit(key)
        return stored

    async def ask(self, key: str, send: Send) -> Call:
        """What `send` answers, once it is durable, for a key that was just looked up in vain."""
        try:
            call, was_stored = await self.cache.ask(key, send, self.engine.slots())
        except UnusableReply:  # it cost something
            self.note(key)
            raise
        self.totals.hits += was_stored
        self.note(key)
        return call

    def hit(self, key: str) -> None:
        """Count a stored answer."""
        self.totals.hits += 1
        self.note(key)

    def note(self, key: str) -> None:
        """Write a key into the log, where there is one."""
        if self.log is not None:
            self.log.append(key)

    def call(self, key: str, request: str, text: str, priced: Priced, begun: float) -> Call:
        """A usable reply as it is kept; `begun` is of `time.monotonic`."""
        reply, cost = priced
        return Call(
            key,
            ENGINE,
            self.name,
            request,
            text,
            reply.tokens_in,
            reply.tokens_out,
            reply.tokens_cached,
            cost,
            round(time.monotonic() - begun, 3),
            _now(),
            reply.reasoning,
            reply.tokens_reasoning,
        )

    async def throw_away(self, key: str, priced: Priced, problem: str) -> None:
        """Note what an unusable reply cost."""
        reply, cost = priced
        tokens = reply.tokens_in, reply.tokens_out, reply.tokens_cached, reply.tokens_reasoning
        await self.cache.throw_away(Unusable(key, self.name, problem, *tokens, cost, _now()))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
