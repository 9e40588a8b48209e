"""A program that is started as vLLM is: the fake server, with `/health` and what a server does that isn't well.

    python vllm_like.py --model M --served-model-name M --host 127.0.0.1 --port 8123 --folder DIR

Each start adds its process id to DIR/started and what it was started with to DIR/arguments. It is ill while DIR/ill is
there, ends before it is ready while DIR/broken is, and has a child of its own, as vLLM has: its id is in DIR/children.
"""

import argparse
import asyncio
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from fake_server import FakeServer


class VllmLike(FakeServer):
    folder: Path

    async def _handle(self, path, headers, data):
        if path == "/health":
            return (503 if (self.folder / "ill").exists() else 200), b"", ""
        return await super()._handle(path, headers, data)


def note(file: Path, text: object) -> None:
    with file.open("a") as opened:
        opened.write(f"{text}\n")


def answer(asked):
    return {"analysis": "clear", "score": 4} if asked.schema == "Judgement" else {"square": 9}


async def serve() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--model", "--served-model-name", "--host", "--revision"):
        parser.add_argument(name)
    parser.add_argument("--port", type=int)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--latency-ms", type=float, default=0)
    given = parser.parse_args()
    note(given.folder / "started", os.getpid())
    note(given.folder / "arguments", " ".join(sys.argv[1:]))
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    note(given.folder / "children", child.pid)
    if (given.folder / "broken").exists():
        sys.exit("the weights are not there")
    server = VllmLike(answer, latency=given.latency_ms / 1000)
    server.folder = given.folder
    await (await server.listen(given.port)).serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
