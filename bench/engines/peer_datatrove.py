"""datatrove: its inference runner against an address, over documents in memory.

python peer_datatrove.py --url http://127.0.0.1:18080/v1 --questions q.txt --concurrency 64 --folder /tmp/x

`--mode checkpoints` turns its checkpoints and request cache on, in parts of 500 documents; without them a killed run
begins anew. What was finished once is not looked at again, whatever was changed or added, and `skip_completed=False`
doesn't change that. Its inference extra pulls a GPU stack; `tools.py` has the packages that are enough.
"""

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx  # noqa: F401  loaded lazily
from datatrove.data import Document
from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.inference.run_inference import InferenceConfig, InferenceRunner
from datatrove.pipeline.writers import JsonlWriter
from loguru import logger
from one_run import Task, read_task, start, tell

TASK = read_task()


async def ask(document: Document, generate: Callable[[dict[str, Any]], Awaitable[Any]]) -> Any:
    """One request for a document."""
    return await generate(TASK.body(document.text))


def rows(task: Task) -> Iterator[tuple[str, str | None]]:
    """What stands in the written files."""
    for file in sorted((task.folder / "out").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            results = row["metadata"].get("rollout_results") or [None]
            yield row["text"], results[0] and results[0]["text"]


if __name__ == "__main__":
    logger.remove()
    clock, kept = start(), TASK.mode == "checkpoints"
    documents = [Document(text=question, id=str(number)) for number, question in enumerate(TASK.questions)]
    config = InferenceConfig(
        server_type="endpoint", model_name_or_path="fake-model", endpoint_url=TASK.url.removesuffix("/v1"),
        max_concurrent_generations=TASK.concurrency, request_timeout=60,
    )  # fmt: skip
    written = JsonlWriter(
        str(TASK.folder / "out"), output_filename="${rank}_chunk_${chunk_index}.jsonl", compression=None
    )
    runner = InferenceRunner(
        rollout_fn=ask, config=config, output_writer=written, records_per_chunk=500,
        checkpoints_local_dir=str(TASK.folder / "checkpoints") if kept else None,
    )  # fmt: skip
    LocalPipelineExecutor([documents, runner], logging_dir=str(TASK.folder / "logs"), tasks=1, workers=1).run()
    tell("datatrove" + " checkpoints" * kept, clock, TASK, rows(TASK))
