"""bespokelabs-curator: one `curator.LLM` over rows in memory.

python peer_curator.py --url http://127.0.0.1:18080/v1 --questions q.txt --concurrency 64 --folder /tmp/x

Its cache is always on. It downloads tiktoken's vocabulary when a client is built; here it gets one of single bytes, so
that it runs without a network. Its own limits on requests and tokens a minute are set out of the way.
"""

import os

from one_run import read_task, start, tell

task = read_task()
os.environ |= {
    "TELEMETRY_ENABLED": "false", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "CURATOR_DISABLE_RICH_DISPLAY": "1",
    "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "CURATOR_CACHE_DIR": str(task.folder), "OPENAI_API_KEY": "x",
}  # fmt: skip

# ruff: noqa: E402
import tiktoken

RANKS = {bytes([number]): number for number in range(256)}
BYTES = tiktoken.Encoding("bytes", pat_str=r"\s+|\S+", mergeable_ranks=RANKS, special_tokens={})
tiktoken.get_encoding = lambda name: BYTES

import bespokelabs.curator.request_processor.online.openai_online_request_processor  # noqa: F401  loaded lazily, 4 s
from bespokelabs import curator
from pydantic import BaseModel

TYPED = task.mode == "typed"


class Place(BaseModel):
    """The typed reply."""

    town: str
    year: int


class Ask(curator.LLM):
    """Each row's question, answered in words or as a place."""

    response_format = Place if TYPED else None

    def prompt(self, row: dict) -> str:
        return row["question"]

    def parse(self, row: dict, response: str) -> dict:
        return {"question": row["question"], "answer": f"{response.town}, {response.year}!" if TYPED else response}


if __name__ == "__main__":
    clock = start()
    reach = {
        "base_url": task.url, "api_key": "x", "max_requests_per_minute": 10_000_000,
        "max_tokens_per_minute": 10_000_000_000, "max_concurrent_requests": task.concurrency,
    }  # fmt: skip
    # A name that its price list knows, or it refuses to count.
    ask = Ask(
        model_name="gpt-4o-mini", backend="openai", backend_params=reach, system_prompt=task.system,
        generation_params={"temperature": 0.0},
    )  # fmt: skip
    made = ask([{"question": question} for question in task.questions]).dataset
    tell("curator", clock, task, ((row["question"], row["answer"]) for row in made))
