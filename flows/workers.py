"""Worker processes for steps that ask no model: one shard at a time each, started while the source is read."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

import cloudpickle

from synthloom.flows.row_step import ShardJob, all_or_none, die_with_parent, run_alone
from synthloom.flows.shards import Shard
from synthloom.schemas.errors import RunFailed
from synthloom.schemas.steps import Step

T = TypeVar("T")


class Workers:
    """A pool that exists only once it is needed."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def start(self, steps: Sequence[Step]) -> None:
        """Let every process import what the steps need, about a second of work, before the first shard is there."""
        if steps and self.count > 1 and self._pool is None:
            self._open()
            sent = cloudpickle.dumps(tuple(steps))
            for _ in range(self.count):
                self._submit(cloudpickle.loads, sent)

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, not forked: polars and Arrow run threads of their own, and a fork beside threads can hang.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, spawn, initializer=die_with_parent, initargs=(os.getpid(),))
        return self._pool

    def _submit(self, function: Callable[[bytes], T], argument: bytes) -> Future[T]:
        # Submitting may start a process. It inherits the blocked signal, so a Ctrl-C that comes before its first line
        # of ours runs is the parent's alone to handle.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            return self._open().submit(function, argument)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])

    async def run(self, jobs: Sequence[ShardJob], on_shard: Callable[[Shard], None]) -> list[Shard]:
        """Run jobs, each in some process. Raises `RunFailed` where a process was killed."""
        shards: dict[str, Shard] = {}
        waiting = iter(jobs)

        async def lane() -> None:
            for job in waiting:
                shard = await asyncio.wrap_future(self._submit(run_alone, cloudpickle.dumps(job)))
                shards[shard.path] = shard
                on_shard(shard)

        try:
            # Twice the processes, so that none waits for the next job; all jobs at once would all be in memory.
            await all_or_none([lane() for _ in range(2 * self.count)])
            return [shards[job.path] for job in jobs]
        except BrokenProcessPool:
            raise RunFailed(
                f"a worker process was killed in step {jobs[0].step.name}, most often for lack of memory; what was "
                "finished is kept: run the same command again with a smaller --workers"
            ) from None

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def cpu_count() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
