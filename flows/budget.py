"""What a run may spend: a call goes out only while its cost, and that of the calls under way, fits into what is left.

    budget = Budget(max_cost=5.0)
    purse = budget.purse("Qwen/Qwen3-VL-8B-Instruct", first_guess=None)
    purse.totals = endpoint.totals
    async with purse.allow():        # waits, or raises BudgetSpent
        ...                          # send, and count the reply

What a call will cost nobody knows before its reply. Those under way are held at the mean of those that came back, so a
run ends at most about one call over its limit, however many go out at once. As long as a model has answered nothing,
its first call goes alone; where calls are collected into batches, which take hours, at an assumed price instead.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from math import sqrt

from synthloom.engines.asking.totals import Totals
from synthloom.schemas.errors import RunFailed


class BudgetSpent(Exception):
    """Raised instead of sending a call when the run may spend no more; the row stays pending."""


@dataclass
class Purse:
    """One model's calls, as far as money is concerned."""

    budget: "Budget"
    first_guess: float | None
    """USD a call, until one has come back."""
    totals: Totals = field(default_factory=Totals)
    under_way: int = 0
    answered: int = 0

    @property
    def expected(self) -> float | None:
        """USD a call, None where nobody knows yet; more than the mean as long as few have come back."""
        if not self.answered:
            return self.first_guess
        return self.totals.known_cost / self.answered * (1 + 1 / sqrt(self.answered))

    def allow(self) -> AbstractAsyncContextManager[None]:
        """To be held while a call is under way. Raises `BudgetSpent`, or `RunFailed` where its cost can't be known."""
        return nullcontext() if self.budget.max_cost is None else self._held()

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        await self.budget.wait_for(self)
        self.under_way += 1
        try:
            yield
            self.answered += 1  # one that failed tells nothing of what an answer costs
        finally:
            self.under_way -= 1
            self.budget.changed()


@dataclass
class Budget:
    """The money of one run, over all its models."""

    max_cost: float | None = None
    """USD; None: no limit."""
    purses: dict[str, Purse] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the one call that waits for replies; the others queue behind it."""
    _change: asyncio.Event = field(default_factory=asyncio.Event)

    def purse(self, model: str, first_guess: float | None = None) -> Purse:
        """A model's purse."""
        return self.purses.setdefault(model, Purse(self, first_guess))

    @property
    def known_cost(self) -> float:
        """USD spent on the calls whose price is known."""
        return float(sum(purse.totals.known_cost for purse in self.purses.values()))

    @property
    def spent(self) -> bool:
        """Whether all of it is spent."""
        return self.max_cost is not None and self.known_cost >= self.max_cost

    def changed(self) -> None:
        """A call has ended."""
        self._change.set()

    async def wait_for(self, purse: Purse) -> None:
        """Return when one more call of this purse fits. Raises `BudgetSpent` and `RunFailed`."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # a lock on which something waited stays with its loop
            self._loop, self._turn, self._change = loop, asyncio.Lock(), asyncio.Event()
        async with self._turn:
            while not self._fits(purse):
                self._change.clear()
                await self._change.wait()

    def _fits(self, purse: Purse) -> bool:
        self._check_prices()
        if self.spent:
            raise BudgetSpent
        if purse.under_way and purse.expected is None:
            return False
        held = [(other.expected or 0.0) * other.under_way for other in self.purses.values()]
        return not any(held) or self.known_cost + sum(held) < (self.max_cost or 0.0)

    def _check_prices(self) -> None:
        for model, purse in self.purses.items():
            if purse.totals.unpriced:
                raise RunFailed(
                    f"--max-cost {self.max_cost} can't be kept: a reply of model {model} came without token counts, so "
                    "nobody knows what it cost; what was answered is stored, so run again without --max-cost, or set "
                    f'price_in and price_out under [engines."{model}"] to 0 if its calls are free'
                )
