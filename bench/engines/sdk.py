"""What a script of twenty lines does: the plain openai package, a semaphore and `gather`.

python sdk.py --url http://127.0.0.1:18080/v1 --questions q.txt --concurrency 64 --folder /tmp/x

`--mode aiohttp` uses the package's own aiohttp transport instead of its default, httpx.
"""

import asyncio

from one_run import Task, read_task, start, tell
from openai import AsyncOpenAI, DefaultAioHttpClient


async def ask_all(task: Task) -> list[tuple[str, str | None]]:
    """Each question with its answer's text, in the order of the file."""
    transport = DefaultAioHttpClient() if task.mode == "aiohttp" else None
    client = AsyncOpenAI(base_url=task.url, api_key="x", http_client=transport)
    slots = asyncio.Semaphore(task.concurrency)

    async def ask(question: str) -> tuple[str, str | None]:
        async with slots:
            reply = await client.chat.completions.create(**task.body(question))
        return question, reply.choices[0].message.content

    async with client:
        return list(await asyncio.gather(*[ask(question) for question in task.questions]))


if __name__ == "__main__":
    task, clock = read_task(), start()
    tell("openai sdk" + " aiohttp" * (task.mode == "aiohttp"), clock, task, asyncio.run(ask_all(task)))
