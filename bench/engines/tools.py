"""What is measured: which file runs in which environment, and how.

TOOLS["datatrove-checkpoints"] → Tool("dt", "peer_datatrove.py", "checkpoints")

Each peer has a virtual environment of its own below `--peers`, made by `make_environments`; ours and the bare loop run
in the one that the bench was started with.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Tool:
    """A client."""

    environment: str
    """Below `--peers`; empty: this one."""
    script: str
    mode: str = ""
    resume: str = ""
    """The mode in which it goes on with what an earlier run left."""
    extend: str = ""
    """The mode in which it goes on with more rows than the earlier run had; empty: as `resume`."""

    def command(self, peers: Path, mode: str | None = None) -> list[str]:
        """The start of a command line."""
        python = peers / self.environment / "bin" / "python" if self.environment else sys.executable
        return [str(python), str(HERE / self.script), "--mode", self.mode if mode is None else mode]


TOOLS = {
    "bare": Tool("", "bare.py"),
    "sdk": Tool("sdk", "sdk.py"),
    "sdk-aiohttp": Tool("sdk", "sdk.py", "aiohttp"),
    "ours-engine": Tool("", "ours.py", "engine"),
    "ours-plain": Tool("", "ours.py", "plain"),
    "ours-plain-text": Tool("", "ours.py", "plain-text"),
    "ours-cache": Tool("", "ours.py", "cache"),
    "ours-cache-text": Tool("", "ours.py", "cache-text"),
    "ours-recipe": Tool("", "ours.py", "recipe", "recipe"),
    "ours-recipe-text": Tool("", "ours.py", "recipe-text", "recipe-text"),
    "distilabel": Tool("distilabel", "peer_distilabel.py", resume="resume"),
    "curator": Tool("curator", "peer_curator.py"),
    "curator-typed": Tool("curator", "peer_curator.py", "typed"),
    "data-designer": Tool("dd", "peer_data_designer.py", "", "resume", "extend"),
    "datatrove": Tool("dt", "peer_datatrove.py"),
    "datatrove-checkpoints": Tool("dt", "peer_datatrove.py", "checkpoints", "checkpoints"),
}
PEERS = ("distilabel", "curator", "curator-typed", "data-designer", "datatrove", "datatrove-checkpoints")

PACKAGES = {
    "sdk": ["openai[aiohttp]==3.54.0"],
    "distilabel": ["distilabel[openai]==1.5.3", "requests"],
    "curator": ["bespokelabs-curator==0.1.31"],
    "dd": ["data-designer==0.9.6"],
    "dt": ["datatrove==0.10.1", *["aiosqlite", "xxhash", "httpx", "orjson", "aiofiles", "pandas", "pyarrow"]],
}


def make_environments(peers: Path, names: set[str]) -> None:
    """Install the peers that aren't there, 1.2 GB in all: half a minute with uv and a near mirror."""
    for name in sorted(names - {""}):
        folder = peers / name
        if not (folder / "bin" / "python").exists():
            subprocess.run(["uv", "venv", "--python", "3.11", str(folder)], check=True)
            subprocess.run(["uv", "pip", "install", "--python", str(folder), *PACKAGES[name]], check=True)


def chosen(only: str) -> list[str]:
    """Tools by name or by the start of it (`ours`, `data`), several with commas; empty: all."""
    starts = tuple(only.split(",")) if only else ("",)
    return [name for name in TOOLS if name.startswith(starts)]


def write_questions(path: Path, count: int, start: int = 0, changed: range = range(0)) -> Path:
    """A file of questions of 230 letters, from number `start`; those in `changed` are worded in another way."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(start, start + count):
            map_or_chart = "chart" if number in changed else "map"
            file.write(
                f"Question {number}: of the {3 + number % 7} towns along the river that the chronicle of the year "
                f"{1000 + number % 900} tells of, which one was founded first, in which year was that, and which later "
                f"name is it known by on the {map_or_chart} that hangs in the hall of the guild?\n"
            )
    return path
