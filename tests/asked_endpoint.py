"""Do some work with an endpoint of its own, as a new run would."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from fake_server import FakeServer

from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.media import Media
from synthloom.schemas.steps import Message, Text


def run(
    folder: Path, server: FakeServer, work: Callable[[Endpoint], Awaitable[Any]], name: str = "m", **settings: Any
) -> Any:
    """What the work gives back."""

    async def main() -> Any:
        with CallCache(folder / "calls") as cache:
            endpoint = Endpoint(name, EngineSettings(base_url=server.url, **settings), cache, LocalMedia(folder))
            try:
                return await work(endpoint)
            finally:
                await endpoint.aclose()

    return asyncio.run(main())


def asking(text: str, *media: Media) -> list[Message]:
    """A question of the user's."""
    return [Message("user", (Text(text), *media))]


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """What the cache's file holds."""
    connection = sqlite3.connect(folder / "calls" / "calls.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
