"""Money is held for calls under way, so that a limit is kept however many could go out at once."""

import asyncio
import random

import pytest

from synthloom.engines.asking.totals import Totals
from synthloom.flows.budget import Budget, BudgetSpent, Purse


async def call(purse: Purse, cost: float, seconds: float = 0.0) -> bool:
    """A call of that cost; whether it was allowed."""
    try:
        async with purse.allow():
            await asyncio.sleep(seconds)
            purse.totals.known_cost += cost
        return True
    except BudgetSpent:
        return False


def spend(budget: Budget, costs: list[float], seconds: float = 0.001) -> int:
    """All calls at once on one model; how many went out."""
    purse = budget.purse("m")

    async def all_at_once() -> int:
        return sum(await asyncio.gather(*(call(purse, cost, seconds) for cost in costs)))

    return asyncio.run(all_at_once())


def test_calls_of_equal_cost_spend_the_limit_exactly():
    budget = Budget(10.0)
    assert spend(budget, [1.0] * 300) == 10
    assert budget.spent


@pytest.mark.parametrize("seed", range(5))
def test_calls_of_unequal_cost_overshoot_by_little(seed):
    dice = random.Random(seed)
    costs = [dice.uniform(0.5, 1.5) for _ in range(500)]
    budget = Budget(50.0)
    spend(budget, costs)
    assert 50 <= budget.known_cost < 50 + 2 * 1.5


def test_what_is_cheaper_than_the_limit_all_goes_out():
    assert spend(Budget(1000.0), [1.0] * 300) == 300


def test_a_failed_call_frees_what_was_held_for_it():
    budget = Budget(3.0)
    purse = budget.purse("m")

    async def fail() -> None:
        async with purse.allow():
            await asyncio.sleep(0.001)
            raise ConnectionError

    async def both() -> tuple[list[object], int]:
        lost = await asyncio.gather(*(fail() for _ in range(20)), return_exceptions=True)
        return lost, sum(await asyncio.gather(*(call(purse, 1.0, 0.001) for _ in range(20))))

    lost, sent = asyncio.run(both())
    assert all(isinstance(error, ConnectionError) for error in lost)
    assert sent >= 3


def test_calls_that_failed_tell_no_price():
    budget = Budget(3.0)
    purse = budget.purse("m")

    async def fail() -> None:
        async with purse.allow():
            raise ConnectionError

    async def first_failures() -> int:
        await asyncio.gather(*(fail() for _ in range(20)), return_exceptions=True)
        return sum(await asyncio.gather(*(call(purse, 1.0, 0.001) for _ in range(300))))

    assert asyncio.run(first_failures()) == 3


def test_calls_that_are_collected_go_out_together_at_an_assumed_price():
    budget = Budget(10.0)
    purse = budget.purse("batch", first_guess=2.0)

    async def first() -> int:
        waiting = [asyncio.create_task(call(purse, 1.0, 0.05)) for _ in range(100)]
        await asyncio.sleep(0.02)
        under_way = purse.under_way
        await asyncio.gather(*waiting)
        return under_way

    assert asyncio.run(first()) == 5
    assert budget.known_cost == 10


def test_two_models_share_one_limit():
    budget = Budget(10.0)
    one, other = budget.purse("a"), budget.purse("b")

    async def both() -> int:
        calls = [call(purse, 1.0, 0.001) for _ in range(50) for purse in (one, other)]
        return sum(await asyncio.gather(*calls))

    assert asyncio.run(both()) == 10


def test_without_a_limit_nothing_is_held():
    purse = Budget().purse("m")
    purse.totals = Totals(unpriced=1)
    assert asyncio.run(call(purse, 1.0))
