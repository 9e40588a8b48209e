"""Rollouts against a tool server of which three in ten requests fail in every way it knows."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer
from faulty_tool_server import BACKENDS, FaultyToolServer
from small_corpus import small_corpus

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.online import tool_http
from synthloom.engines.settings import EngineSettings
from synthloom.generators.rolling.loop import Limits, Rolled, roll
from synthloom.generators.rolling.model_policy import model_policy
from synthloom.generators.tools.session import open_session
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.tools import FAILURES, ToolSettings

ROLLOUTS, CALLS = 16, 8


class Logged(FaultyToolServer):
    """Keeps, by query, what it did to each attempt."""

    def __init__(self, corpus: Corpus, **options: Any) -> None:
        super().__init__(corpus, **options)
        self.log: dict[str, list[str]] = {}

    def next_fault(self, request: str) -> str:
        fault = super().next_fault(request)
        self.log.setdefault(json.loads(request.partition(" ")[2])["q"], []).append(fault)
        return fault

    def failed(self, asked: str) -> bool:
        """Whether the last attempt came to grief."""
        return bool(self.log[asked][-1])


def query(seed: int, turn: int) -> str:
    return f"Lesotho {seed} {turn}"


def script(asked: Any) -> Any:
    made = sum(message["role"] == "assistant" for message in asked.body["messages"])
    if made == CALLS:
        return "<answer>Maseru</answer>"
    call = {"name": "text_search", "arguments": {"queries": [query(asked.body["seed"], made)]}}
    return {"tool_calls": [call]}


def roll_all(folder: Path, tools: FaultyToolServer, model: FakeServer) -> list[Rolled]:
    media, corpora = LocalMedia(folder), LocalCorpora(folder)
    servers = tools.settings(timeout=1.0, concurrency=ROLLOUTS)
    settings = ToolSettings(names=("text_search",), backends=BACKENDS[:1], timeout=20)

    async def main() -> list[Rolled]:
        with CallCache(folder / "calls") as cache:
            endpoint = Endpoint("m", EngineSettings(base_url=model.url, concurrency=64), cache, media)

            async def one(draw: int) -> Rolled:
                session = open_session(media, corpora, folder, tools.corpus.info.key, (), settings, servers)
                policy = model_policy(
                    endpoint, mode="react", dialect="native", question="?", session=session, temperature=1, draw=draw
                )
                return await roll(policy, session, Limits())

            try:
                return await asyncio.gather(*(one(draw) for draw in range(ROLLOUTS)))
            finally:
                await endpoint.aclose()

    return asyncio.run(main())


def test_no_rollout_is_lost_and_each_is_fatal_where_the_servers_log_has_three_faults_in_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_http, "RETRY_DELAYS", ())
    with Logged(small_corpus(tmp_path), late=4.0) as tools, FakeServer(script) as model:
        rollouts = roll_all(tmp_path, tools, model)
    assert (len(rollouts), set(tools.dealt)) == (ROLLOUTS, set(tools.faults))
    for draw, rolled in enumerate(rollouts):
        failed = [tools.failed(query(draw, place)) for place, step in enumerate(rolled.steps) if step.tool]
        assert [step.error_class in FAILURES for step in rolled.steps if step.tool] == failed
        rows = [place for place in range(len(failed) - 2) if all(failed[place : place + 3])]
        assert rolled.fatal_step == (rows[0] if rows else None)
        assert rolled.stopped == ("fatal" if rows else "answer")
        assert len(failed) == (rows[0] + 3 if rows else CALLS)
        assert rolled.final_answer == ("" if rows else "Maseru")
        assert [step.loss_mask for step in rolled.steps] == [
            not rows or place < rows[0] for place in range(len(rolled.steps))
        ]
    assert 0 < sum(rolled.fatal_step is not None for rolled in rollouts) < ROLLOUTS
