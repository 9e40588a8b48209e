"""Vectors of texts: each text a call of its own in the cache, those that aren't stored in one request.

    await embed(calling, ["a cat", "a dog"])        → [[0.11, -0.02, …], [0.09, 0.31, …]]

A request's first call carries its tokens and its money.
"""

import json
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from synthloom.engines.asking.calling import Calling
from synthloom.engines.asking.replies import UnusableReply, read_vectors
from synthloom.engines.calls.call import Call, canonical

TEXTS_AT_ONCE = 256
"""A vector of 1,024 numbers is 20 kB of JSON, so a reply of this many is 5 MB."""


async def embed(calling: Calling, texts: Sequence[str]) -> list[list[float]]:
    """One vector for each text, in order. Raises `UnusableReply`, and what the engine raises."""
    keyed = {text: calling.keyed("embed", text=canonical(text)) for text in texts}
    wanted = {key: (text, request) for text, (key, request) in keyed.items()}
    found = {key: call for key in wanted if (call := calling.cache.get(key)) is not None}
    calling.totals.hits += len(found)

    async def ask(keys: Sequence[str]) -> list[Call]:
        begun = time.monotonic()
        async with calling.allowed():
            replies = read_vectors(await calling.engine.embed([wanted[key][0] for key in keys]))
            priced = [(reply, calling.totals.count(reply, calling.settings)) for reply in replies]
        if len(priced) != len(keys):
            for key, one in zip(keys, priced, strict=False):
                await calling.throw_away(key, one, "is of a wrong number")
            raise UnusableReply(
                f"model {calling.name} sent {len(priced)} vectors for {len(keys)} texts. Expected one for each. Check "
                "that it is a model for vectors."
            )
        return [
            calling.call(key, wanted[key][1], one[0].text, one, begun) for key, one in zip(keys, priced, strict=True)
        ]

    missing = [key for key in wanted if key not in found]
    for start in range(0, len(missing), TEXTS_AT_ONCE):
        keys = missing[start : start + TEXTS_AT_ONCE]
        calls = await calling.cache.ask_together(keys, ask, calling.engine.slots())
        found |= {call.key: call for call in calls}
    for key in missing:
        if key not in found:  # somebody else was asking for it
            found[key] = calling.cache.get(key) or await _alone(calling, key, partial(ask, [key]))
    for key in wanted:
        calling.note(key)
    return [json.loads(found[keyed[text][0]].reply) for text in texts]


async def _alone(calling: Calling, key: str, ask: Callable[[], Awaitable[list[Call]]]) -> Call:
    async def send() -> Call:
        return (await ask())[0]

    call, _ = await calling.cache.ask(key, send, calling.engine.slots())
    return call
