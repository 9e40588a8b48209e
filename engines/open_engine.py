"""The one place that decides what answers for a model."""

from pathlib import Path

from synthloom.engines.engine import Engine
from synthloom.engines.openai_client import OpenAIClient
from synthloom.engines.settings import EngineSettings


def open_engine(model: str, settings: EngineSettings, folder: Path) -> Engine:
    """The engine that the settings name. `folder` is the catalog's `calls/`: batches under way are noted there.

    Nothing is connected or started before the first call. Raises `UserError` where a key is missing.
    """
    return OpenAIClient(model, settings)
