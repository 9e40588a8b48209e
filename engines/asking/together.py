"""Several calls for one row, at once.

await together([judge.chat(messages, Judgement) for judge in panel])      → [Judgement(…), Judgement(…), …]
"""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def together(calls: Iterable[Awaitable[T]]) -> list[T]:
    """All replies, in order; or the first error in order, once every call has ended.

    Calls that were left running would be paid for without a row to note them, or reply after the cache was closed.
    """
    replies = await asyncio.gather(*calls, return_exceptions=True)
    for reply in replies:
        if isinstance(reply, BaseException):
            raise reply
    return [reply for reply in replies if not isinstance(reply, BaseException)]
