"""The limit: aiohttp and nothing else. A post, `json.loads`, the next one.

python bare.py --url http://127.0.0.1:18080/v1 --questions q.txt --concurrency 64 --folder /tmp/x
"""

import asyncio
import json

import aiohttp
from one_run import Task, read_task, start, tell


async def ask_all(task: Task) -> list[tuple[str, str]]:
    """Each question with its answer's text, in the order they came."""
    left, answers = iter(task.questions), list[tuple[str, str]]()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def worker() -> None:
            for question in left:
                body = json.dumps(task.body(question)).encode()
                headers = {"Content-Type": "application/json", "Authorization": "Bearer x"}
                async with session.post(task.url + "/chat/completions", data=body, headers=headers) as reply:
                    told = json.loads(await reply.read())
                answers.append((question, told["choices"][0]["message"]["content"]))

        await asyncio.gather(*[worker() for _ in range(task.concurrency)])
    return answers


if __name__ == "__main__":
    task, clock = read_task(), start()
    tell("bare", clock, task, asyncio.run(ask_all(task)))
