"""Stands in for vLLM where it isn't installed: the part of its `LLM` that we use, and its rule of one output a request.

The reply to a question is the question itself. A question of "long" is refused as one that is too long is; with one of
"crash" in a batch the engine dies. Every batch's questions stand in `BATCHES`.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

BATCHES: list[list[str]] = []
LOADED: list[dict[str, Any]] = []


@dataclass
class Output:
    request_id: str
    prompt_token_ids: list[int]
    outputs: list[Any]
    num_cached_tokens: int | None = None


class LLM:
    def __init__(self, **options: Any) -> None:
        if options.get("broken"):
            raise RuntimeError("no such weights")
        LOADED.append(options)
        self.queued: list[tuple[str, Any]] = []
        self.model_config = SimpleNamespace(get_diff_sampling_param=lambda: {"top_p": 0.8})

    def enqueue_chat(self, conversations: Any, params: Any, use_tqdm: bool, chat_template_kwargs: Any) -> list[str]:
        text = conversations[0][-1]["content"]
        if text == "long":
            raise ValueError("The prompt is longer than the maximum context length")
        self.queued.append((text, params))
        return [str(len(self.queued))]

    def wait_for_completion(self, use_tqdm: bool) -> list[Output]:
        queued, self.queued = self.queued, []
        BATCHES.append([text for text, _ in queued])
        if any(text == "crash" for text, _ in queued):
            raise RuntimeError("EngineDeadError")
        return [Output(str(place), [1, 2, 3], _replies(*asked)) for place, asked in enumerate(queued)]


def _replies(text: str, params: Any) -> list[Any]:
    said = text if params.structured_outputs is None else "{}"
    finish = "length" if params.max_tokens == 1 else "stop"
    count = params.n or 1
    return [
        SimpleNamespace(index=place, text=said, token_ids=[4, 5], logprobs=None, finish_reason=finish)
        for place in range(count)
    ]
