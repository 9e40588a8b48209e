"""Several servers of one model: which of them gets the next request, and which are out of service.

    addresses = Addresses(2, alive)        # `alive(place)` asks a server whether it answers again
    place = addresses.take()               → 0, then 1, then whichever has fewer requests under way
    addresses.failed(place)                # three in a row: left out, and asked after 1, 2, 4, … 60 s
    addresses.leave(place)

Servers are alike, so the one with the fewest requests under way is the one that answers fastest. With one address
nothing is ever left out. Where all are, requests go on as if none were: their retries are spaced as usual.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection

LEFT_OUT_AFTER = 3
"""Failures in a row; in between are requests that were sent before the server went away."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
"""Seconds between two questions whether a server answers again."""


class Addresses:
    """The servers by their place in the settings; for one event loop."""

    def __init__(self, count: int, alive: Callable[[int], Awaitable[bool]]) -> None:
        self._alive = alive
        self.under_way = [0] * count
        self._failures = [0] * count
        self._pauses = [FIRST_PAUSE] * count
        self._asking: dict[int, asyncio.Task[None]] = {}
        """One task for each address that is left out."""
        self._turn = 0

    @property
    def left_out(self) -> frozenset[int]:
        """The places of servers that get no requests now."""
        return frozenset(self._asking)

    def take(self, tried: Collection[int] = ()) -> int:
        """The place of the server for the next request, counted as under way there until `leave`."""
        if (count := len(self.under_way)) == 1:
            self.under_way[0] += 1
            return 0
        places = [place % count for place in range(self._turn, self._turn + count)]
        free = [place for place in places if place not in self._asking and place not in tried]
        best = min(free or places, key=self.under_way.__getitem__)
        self._turn = best + 1
        self.under_way[best] += 1
        return best

    def has_another(self, tried: Collection[int]) -> bool:
        """Whether a server in service has not been tried."""
        return any(place not in self._asking and place not in tried for place in range(len(self.under_way)))

    def leave(self, place: int) -> None:
        """The request is over."""
        self.under_way[place] -= 1

    def answered(self, place: int) -> None:
        """The server gave a reply."""
        self._failures[place] = 0
        self._pauses[place] = FIRST_PAUSE

    def failed(self, place: int) -> None:
        """The server was not there, failed or was silent."""
        self._failures[place] += 1
        if self._failures[place] >= LEFT_OUT_AFTER and len(self.under_way) > 1 and place not in self._asking:
            self._asking[place] = asyncio.create_task(self._ask(place))

    async def _ask(self, place: int) -> None:
        """Wait until the server answers; then one more failure leaves it out again, for longer."""
        while True:
            await asyncio.sleep(self._pauses[place])
            self._pauses[place] = min(LONGEST_PAUSE, 2 * self._pauses[place])
            if await self._alive(place):
                break
        self._failures[place] = LEFT_OUT_AFTER - 1
        del self._asking[place]

    async def aclose(self) -> None:
        """Stop asking."""
        asking = list(self._asking.values())
        self._asking.clear()
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
