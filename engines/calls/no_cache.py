"""In the place of a call cache where nothing may be kept: every call is sent and paid again.

    Endpoint("m", settings, NoCache(Path("data/calls")), media)

For measuring what the cache costs. A run without one could neither resume nor tell what it cost, so no setting of a run
leads here.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path

from synthloom.engines.calls.call import Call, Unusable

Limit = AbstractAsyncContextManager[object] | None


class NoCache:
    """Answers as `CallCache` does, and remembers nothing."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "calls.sqlite"

    def get(self, key: str) -> Call | None:
        """Nothing is stored."""
        return None

    async def ask(self, key: str, ask: Callable[[], Awaitable[Call]], limit: Limit = None) -> tuple[Call, bool]:
        """The answer of `ask`; equal requests at once are asked each."""
        async with limit or nullcontext():
            return await ask(), False

    async def ask_together(
        self, keys: Sequence[str], ask: Callable[[Sequence[str]], Awaitable[list[Call]]], limit: Limit = None
    ) -> list[Call]:
        """What `ask` answers for the keys."""
        async with limit or nullcontext():
            return await ask(keys)

    async def throw_away(self, *replies: Unusable) -> None:
        """What was thrown away is forgotten too."""

    async def discard(self, key: str, problem: str = "") -> None:
        """Nothing to forget."""

    def close(self) -> None:
        """Nothing to close."""
