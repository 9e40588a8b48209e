"""Let a verifier ask a fake server, over real HTTP, through the engine a run uses."""

import asyncio
from pathlib import Path
from typing import Any

from step_context import StepContext

from synthloom.engines.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.steps import Role, Verdict


def verdict_of(verifier: Any, record: Any, context: StepContext, role: Role, url: str, folder: Path) -> Verdict:
    """What a verifier says of a record, with the server as the model of a role."""

    async def ask() -> Verdict:
        with CallCache(folder / "calls") as cache:
            endpoint = Endpoint(role, EngineSettings(base_url=url), cache, context.media)
            context.models = {role: endpoint}
            try:
                verdict: Verdict = await verifier.verify(record, context)
            finally:
                await endpoint.aclose()
        return verdict

    return asyncio.run(ask())
