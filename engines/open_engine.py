"""The one place that decides what answers for a model."""

from pathlib import Path

from synthloom.engines.client.openai_client import OpenAIClient
from synthloom.engines.engine import Engine
from synthloom.engines.settings import EngineSettings


def open_engine(model: str, settings: EngineSettings, folder: Path) -> Engine:
    """The engine that the settings name. `folder` is the catalog's `calls/`: batches and servers' logs are kept there.

    Nothing is connected or started before the first call. Raises `UserError` where a key or a package is missing.
    """
    if settings.engine == "vllm":
        from synthloom.engines.vllm.vllm_server import VllmServer

        return VllmServer(model, settings, folder)
    if settings.engine == "vllm-offline":
        from synthloom.engines.vllm.vllm_offline import VllmOffline

        return VllmOffline(model, settings, folder)
    if settings.engine == "batch":
        from synthloom.engines.batch.batch_engine import BatchEngine

        return BatchEngine(model, settings, folder)
    return OpenAIClient(model, settings)
