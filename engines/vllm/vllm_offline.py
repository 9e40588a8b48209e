"""A model answered by `vllm.LLM` in this process, a batch at a time: for machines where nobody may open a port.

    [engines."Qwen/Qwen3-VL-8B-Instruct"]
    engine = "vllm-offline"
    options = {max_model_len = 16384, gpu_memory_utilization = 0.9}

Requests are collected until none has come for `batch_wait` seconds or `batch_size` wait, and run together in a thread
of their own; what comes meanwhile is the next batch. A request that vLLM doesn't take fails alone. Tool calls are not
parsed here: a `vllm` engine, which is vLLM's server, does that.
"""

import asyncio
import gc
import importlib.util
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings
from synthloom.engines.vllm.offline_completions import sampling_fields, to_completion
from synthloom.schemas.errors import UserError

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse, ImagesResponse
    from openai.types.chat import ChatCompletion

UNDER_WAY = 2
"""Batches' worth of calls that may be under way: one runs while the next is collected."""


@dataclass(frozen=True)
class _Asked:
    body: dict[str, Any]
    answer: "asyncio.Future[ChatCompletion]"


class VllmOffline:
    """An `Engine`. Raises `UserError` where vLLM isn't installed, or can't load the model."""

    def __init__(self, model: str, settings: EngineSettings, folder: Path) -> None:
        self.model, self.settings, self.folder = model, settings, folder
        if importlib.util.find_spec("vllm") is None:
            raise UserError(
                f"model {model} is to be run by vLLM in this process, which this Python doesn't have: pip install "
                f'vllm, or set `base_url` of [engines."{model}"] in synthloom.toml to a server that runs already'
            )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._slots = asyncio.Semaphore()
        self._waiting: list[_Asked] = []
        self._arrived = 0.0
        self._running: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vllm")
        self._llm: Any = None

    def slots(self) -> asyncio.Semaphore:
        """As many calls as may be under way: two batches."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._running, self._waiting = loop, None, []
            self._slots = asyncio.Semaphore(UNDER_WAY * self.settings.batch_size)
        return self._slots

    async def chat(self, body: dict[str, Any]) -> "ChatCompletion":
        """Join the next batch, and wait for its end."""
        if body.get("tools"):
            raise EngineError(
                f"model {self.model} was asked for a turn with tools, which vllm-offline doesn't read out of a reply; "
                'set engine = "vllm" with --tool-call-parser in its arguments'
            )
        self.slots()
        asked = _Asked(body, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        self._arrived = time.monotonic()
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await asked.answer

    async def embed(self, texts: list[str]) -> "CreateEmbeddingResponse":
        """Not offered."""
        raise UserError(f"model {self.model} is asked for vectors, which vllm-offline doesn't give; serve it instead")

    async def edit_image(self, prompt: str, png: bytes) -> "ImagesResponse":
        """Not offered."""
        raise UserError(f"model {self.model} is asked to edit pictures, which vLLM can't; name another editor")

    async def aclose(self) -> None:
        """Give the memory back."""
        if self._running is not None:
            self._running.cancel()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._unload)

    async def _run(self) -> None:
        """Batches, as long as requests wait."""
        size, wait = self.settings.batch_size, self.settings.batch_wait
        while self._waiting:
            while len(self._waiting) < size and (left := self._arrived + wait - time.monotonic()) > 0:
                await asyncio.sleep(left)
            batch, self._waiting = self._waiting[:size], self._waiting[size:]
            bodies = [asked.body for asked in batch if not asked.answer.done()]
            batch = [asked for asked in batch if not asked.answer.done()]
            try:
                outcomes = await asyncio.get_running_loop().run_in_executor(self._thread, self._answer, bodies)
            except Exception as error:  # whatever it is, those who wait must hear of it
                outcomes = [error] * len(batch)
            for asked, outcome in zip(batch, outcomes, strict=True):
                if asked.answer.done():  # whoever asked has been cancelled
                    continue
                if isinstance(outcome, Exception):
                    asked.answer.set_exception(outcome)
                else:
                    asked.answer.set_result(outcome)

    def _answer(self, bodies: list[dict[str, Any]]) -> "list[ChatCompletion | Exception]":
        """A completion or an error for each, from one pass through the model."""
        llm = self._load()
        outcomes: dict[int, Any] = {}
        taken: list[int] = []
        for place, body in enumerate(bodies):
            try:
                self._enqueue(llm, body)
                taken.append(place)
            except Exception as error:  # too long, a schema or a picture that it doesn't take: that request's error
                outcomes[place] = EngineError(
                    f"model {self.model} in this process refused the call with {type(error).__name__}: "
                    f"{' '.join(str(error).split())[:500]}. Expected a request that fits max_model_len of its options."
                )
        try:
            outputs = llm.wait_for_completion(use_tqdm=False)
        except Exception as error:  # vLLM's engine is gone, and with it the batch; the next one gets a new engine
            self._unload()
            raise EngineError(
                f"model {self.model} in this process gave no answer: {type(error).__name__}: {str(error)[:500]}. See "
                "vLLM's messages above; a smaller gpu_memory_utilization or max_model_len in its options may help."
            ) from error
        for place, output in zip(taken, outputs, strict=True):
            try:
                outcomes[place] = to_completion(self.model, output)
            except EngineError as error:
                outcomes[place] = error
        return [outcomes[place] for place in range(len(bodies))]

    def _enqueue(self, llm: Any, body: dict[str, Any]) -> None:
        from vllm.sampling_params import SamplingParams, StructuredOutputsParams

        schema, fields = sampling_fields(body)
        if schema is not None:
            fields["structured_outputs"] = StructuredOutputsParams(json=schema)
        # The model's own generation_config comes first, as its server has it.
        params = SamplingParams.from_optional(**llm.model_config.get_diff_sampling_param() | fields)
        given = body.get("chat_template_kwargs")
        llm.enqueue_chat([body["messages"]], params, use_tqdm=False, chat_template_kwargs=given)

    def _load(self) -> Any:
        if self._llm is None:
            # Its messages go where ours go, since stdout may be one JSON document; and no fork beside our threads.
            os.environ.setdefault("VLLM_LOGGING_STREAM", "ext://sys.stderr")
            os.environ.setdefault("VLLM_WORKER_MULTIPROC_METHOD", "spawn")
            from vllm import LLM

            name, _, revision = self.model.partition("@")
            options = {"model": name, "revision": revision or None, **self.settings.options}
            if self.settings.images == "path":
                options.setdefault("allowed_local_media_path", str((self.folder.parent / "media").absolute()))
            try:
                self._llm = LLM(**options)
            except Exception as error:
                raise UserError(
                    f"vLLM can't load model {self.model}: {type(error).__name__}: {' '.join(str(error).split())[:500]}"
                    "; see its messages above, and the options of its engine"
                ) from error
        return self._llm

    def _unload(self) -> None:
        self._llm = None
        gc.collect()
