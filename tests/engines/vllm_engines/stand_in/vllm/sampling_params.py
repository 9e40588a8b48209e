from types import SimpleNamespace
from typing import Any


class StructuredOutputsParams(SimpleNamespace):
    pass


class SamplingParams(SimpleNamespace):
    @staticmethod
    def from_optional(**given: Any) -> "SamplingParams":
        return SamplingParams(**{"n": 1, "structured_outputs": None, **given})
