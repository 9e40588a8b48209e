"""Rollouts of a scripted model over the small corpus: a real endpoint, real tools, a loopback server.

played(tmp_path, [call("text_search", queries=["capital of Lesotho"]), "<answer>Maseru</answer>"]).rolled.steps
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fake_server import Asked, FakeServer
from PIL import Image
from small_corpus import small_corpus

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.generators.rolling.loop import Limits, Policy, Rolled, roll
from synthloom.generators.rolling.model_policy import model_policy
from synthloom.generators.rolling.oracle import Oracle
from synthloom.generators.tools.session import open_session
from synthloom.schemas.steps import Model
from synthloom.schemas.tools import Session, ToolSettings

QUESTION = "In which year was the capital of the country with this landscape founded?"


@dataclass(frozen=True)
class Played:
    """A rollout, what the server was asked, and the keys of the calls."""

    rolled: Rolled
    asked: list[Asked]
    log: list[str]


def call(name: str, thought: str = "", **arguments: Any) -> dict[str, Any]:
    """A scripted turn that calls a tool."""
    return {"tool_calls": [{"name": name, "arguments": arguments}], "content": thought or None}


def tagged(name: str, thought: str = "I look.", **arguments: Any) -> str:
    """The same in the dialect `hermes`."""
    told = json.dumps({"name": name, "arguments": arguments})
    return f"<think>\n{thought}\n</think>\n<tool_call>\n{told}\n</tool_call>"


def in_turn(turns: Sequence[Any]) -> Callable[[Asked], Any]:
    """A script that answers with one turn after the other, by how many the conversation has."""

    def reply(asked: Asked) -> Any:
        made = sum(message["role"] == "assistant" for message in asked.body["messages"])
        return turns[made] if made < len(turns) else None

    return reply


def played(
    folder: Path,
    turns: Sequence[Any] | Callable[[Asked], Any],
    *,
    limits: Limits | None = None,
    oracle: Oracle | None = None,
    tools: tuple[str, ...] = (),
    make: Callable[[Model, Session], Policy] | None = None,
    **policy: Any,
) -> Played:
    """Roll a scripted model's policy; `policy` is for `model_policy`, or `make` makes another."""
    media, log = LocalMedia(folder), list[str]()
    picture = media.put_image(Image.linear_gradient("L").convert("RGB"))
    corpus = small_corpus(folder).info.key

    async def main(server: FakeServer) -> Rolled:
        with CallCache(folder / "calls") as cache:
            endpoint = Endpoint("fake-model", EngineSettings(base_url=server.url), cache, media)
            session = open_session(media, LocalCorpora(folder), folder, corpus, [picture], ToolSettings(names=tools))
            model = endpoint.for_record(log)
            told: dict[str, Any] = {"mode": "react", "dialect": "native", "question": QUESTION, **policy}
            made = make(model, session) if make else model_policy(model, session=session, **told)
            try:
                return await roll(made, session, limits or Limits(), oracle)
            finally:
                await endpoint.aclose()

    with FakeServer(turns if callable(turns) else in_turn(turns)) as server:
        rolled = asyncio.run(main(server))
        return Played(rolled, server.asked, log)
