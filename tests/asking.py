"""Let a verifier ask a fake server, over real HTTP, through the engine a run uses."""

import asyncio
from pathlib import Path
from typing import Any

from step_context import StepContext

from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.steps import Role, Verdict


def verdict_of(
    verifier: Any, record: Any, context: StepContext, role: Role, url: str, folder: Path, panel: tuple[str, ...] = ()
) -> Verdict:
    """What a verifier says of a record, with the server as the model of a role, or as a panel of these names."""

    async def ask() -> Verdict:
        with CallCache(folder / "calls") as cache:
            settings = EngineSettings(base_url=url)
            endpoints = tuple(Endpoint(name, settings, cache, context.media) for name in panel or (role,))
            context.models = {role: endpoints}
            try:
                verdict: Verdict = await verifier.verify(record, context)
            finally:
                for endpoint in endpoints:
                    await endpoint.aclose()
        return verdict

    return asyncio.run(ask())
