"""A rate: so many requests or tokens a minute, evenly spaced, never more in any window.

pace = Pace(per_minute=600)
await pace.wait()        # returns 0.1 s after the one before it, at the earliest
"""

import asyncio
import time


class Pace:
    """Hands out moments in time; an amount is reserved before a call and settled when its true size is known."""

    def __init__(self, per_minute: int | None) -> None:
        self._seconds_each = 60 / per_minute if per_minute else 0.0
        self._free_at = 0.0

    async def wait(self, amount: float = 1) -> None:
        """Wait for the next free moment and reserve `amount` from there."""
        if self._seconds_each:
            start = max(time.monotonic(), self._free_at)
            self._free_at = start + amount * self._seconds_each
            await asyncio.sleep(start - time.monotonic())

    def settle(self, difference: float) -> None:
        """Give back (negative) or take (positive) what the reserved amount was off by."""
        self._free_at += difference * self._seconds_each
