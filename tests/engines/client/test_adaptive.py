import asyncio
import random
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthloom.engines.client.adaptive import START, AdaptiveLimit


class Server:
    """Answers at most `most` at once after a while; the others are refused."""

    def __init__(self, most: int, wait: float | None = None) -> None:
        self.most, self.wait = most, wait
        self.under_way = self.peak = self.refused = self.answered = 0
        self.seen: list[int] = []

    async def ask(self, limit: AdaptiveLimit) -> None:
        """Send until there is an answer."""
        while True:
            entered = await limit.enter()
            self.under_way += 1
            self.peak = max(self.peak, self.under_way)
            try:
                if self.under_way > self.most:
                    self.refused += 1
                    limit.overloaded(entered, self.wait)
                else:
                    await asyncio.sleep(random.uniform(0.004, 0.006))
                    self.answered += 1
                    self.seen.append(limit.under_way)
                    limit.succeeded()
                    return
            finally:
                self.under_way -= 1
                limit.leave()
            await asyncio.sleep(0.005)


async def ask_all(limit: AdaptiveLimit, server: Server, count: int) -> None:
    await asyncio.gather(*(server.ask(limit) for _ in range(count)))


@pytest.mark.parametrize("takes", [1, 7, 32, 100])
def test_it_settles_near_what_the_server_takes_and_loses_nothing(takes: int) -> None:
    limit, server = AdaptiveLimit(256), Server(takes)
    asyncio.run(ask_all(limit, server, 60 * takes))
    assert server.answered == 60 * takes
    settled = server.seen[len(server.seen) // 3 :]
    assert 0.75 * takes <= mean(settled) <= takes
    assert server.refused <= 0.2 * server.answered + 16


def test_a_server_without_a_limit_gets_all_it_may_get_within_a_few_round_trips() -> None:
    limit, server = AdaptiveLimit(128), Server(10**9)
    asyncio.run(ask_all(limit, server, 16 + 32 + 64 + 128 + 128))
    assert (limit.limit, server.peak, server.refused) == (128, 128, 0)


@settings(max_examples=10, deadline=None)
@given(
    most=st.integers(1, 40),
    takes=st.integers(1, 50),
    cancelled=st.sets(st.integers(0, 59), max_size=30),
    wait=st.sampled_from([None, 0.001, 0.01]),
)
def test_never_more_than_allowed_and_no_one_waits_for_ever(
    most: int, takes: int, cancelled: set[int], wait: float | None
) -> None:
    limit, server = AdaptiveLimit(most), Server(takes, wait)

    async def main() -> None:
        tasks = [asyncio.create_task(server.ask(limit)) for _ in range(60)]
        for number in sorted(cancelled):
            await asyncio.sleep(0.0005)
            tasks[number].cancel()
        async with asyncio.timeout(20):
            await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(main())
    assert server.peak <= most
    assert limit.under_way == 0
    assert 1 <= limit.limit <= most
    assert server.answered >= 60 - len(cancelled)


async def full(limit: AdaptiveLimit) -> list[int]:
    return [await limit.enter() for _ in range(limit.limit)]


def test_a_burst_of_refusals_cuts_to_a_half_once() -> None:
    async def main() -> None:
        limit = AdaptiveLimit(START)
        for entered in await full(limit):
            limit.overloaded(entered, None)
        assert limit.limit == START // 2
        for _ in range(START):
            limit.leave()
        limit.overloaded(await limit.enter(), None)
        assert limit.limit == START // 4

    asyncio.run(main())


def test_two_refused_in_a_row_make_everybody_wait_and_one_alone_does_not() -> None:
    async def main() -> None:
        loop, limit = asyncio.get_running_loop(), AdaptiveLimit(64)
        first, second, *_ = await full(limit)
        for _ in range(START):
            limit.leave()
        limit.overloaded(first, 0.05)
        begun = loop.time()
        await limit.enter()
        assert loop.time() - begun < 0.04
        limit.overloaded(second, 0.05)
        await limit.enter()
        assert loop.time() - begun >= 0.05

    asyncio.run(main())


def test_lost_connections_cut_only_in_a_row_and_never_below_the_start() -> None:
    async def main() -> None:
        limit = AdaptiveLimit(64)
        while limit.limit < 64:
            entered = await full(limit)
            for _ in entered:
                limit.succeeded()
                limit.leave()
        for _ in range(7):
            limit.lost(0)
        limit.succeeded()
        limit.lost(0)
        assert limit.limit == 64
        for _ in range(100):
            limit.lost(limit._cuts)
        assert limit.limit == START

    asyncio.run(main())


def test_those_who_wait_are_let_in_in_their_order() -> None:
    async def main() -> list[int]:
        limit, order = AdaptiveLimit(1), list[int]()

        async def ask(number: int) -> None:
            await limit.enter()
            order.append(number)
            await asyncio.sleep(0)
            limit.leave()

        await asyncio.gather(*(ask(number) for number in range(20)))
        return order

    assert asyncio.run(main()) == list(range(20))
