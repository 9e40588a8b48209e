"""What tests of trainers share: the exports they read, and a way to run a reader inside a trainer's environment.

    read("trl", "read_trl.py", "sft", exports["trajectory"], processor("trl"))
    → {"rows": 18, "ids": ["9c1f…", …], "learned": [450, …], "learned_text": [["<think>…<|im_end|>\\n", …], …], …}

A reader is a script with the trainer's own code; the last line it prints is one JSON object. Those that read
conversations tell, in the order of the rows and under the same names, so that trainers can be compared:

- rows, ids: how many the trainer kept, and which, where it leaves the ids in
- learned: tokens with a label per row; learned_text: these decoded, a text for each stretch of them
- texts: all tokens decoded, a picture's as one `<|image_pad|>`; image_tokens: how many of these there are per row
- patches: rows of `pixel_values` per row, four to a token of a picture; pictures: width, height, hash of the pixels
"""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from install import environment

HERE = Path(__file__).parent
Run = Callable[..., str]
Read = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Export folders by record family, made of the rows in `exported.py`."""
    from exported import exported

    return exported(tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a script beside this file with a trainer's Python: what it printed. A failed one fails the test.

    Keywords are variables of its environment; without any it is offline.
    """
    work = tmp_path_factory.mktemp("work")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "HF_"))}
    quiet = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1", "WANDB_DISABLED": "true"}
    alone = {"HF_HOME": str(work / "hf"), "CUDA_VISIBLE_DEVICES": "", "TOKENIZERS_PARALLELISM": "false"}

    def of(trainer: str, script: str, *arguments: object, **settings: str) -> str:
        python = environment(trainer)
        path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
        given = {**kept, **quiet, **alone, "PATH": path, **settings}
        command = [str(part) for part in (python, HERE / script, *arguments)]
        done = subprocess.run(command, cwd=work, env=given, capture_output=True, text=True, timeout=1800)
        if done.returncode:
            pytest.fail(
                f"{trainer}: {script} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
            )
        return str(done.stdout)

    return of


@pytest.fixture(scope="session")
def processor(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the tiny Qwen, made by a trainer's own transformers."""
    made: dict[str, Path] = {}

    def of(trainer: str) -> Path:
        if trainer not in made:
            made[trainer] = tmp_path_factory.mktemp(f"qwen_{trainer}")
            run(trainer, "tiny_qwen.py", made[trainer])
        return made[trainer]

    return of


@pytest.fixture(scope="session")
def read(run: Run) -> Read:
    """Runs a reader: what its last line says."""

    def of(trainer: str, script: str, *arguments: object, **settings: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(run(trainer, script, *arguments, **settings).splitlines()[-1])
        return told

    return of
