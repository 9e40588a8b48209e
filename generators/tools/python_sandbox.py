r"""Running an agent's code in a limited subprocess.

    run_code("print(images['img_1'].size)", {"img_1": picture}, seconds=10)
    → Ran(output="(640, 480)\n", status=0, files=())

Always: a fresh temporary folder, no environment variables, limits on CPU time, memory, file size, open files and
processes (the last not for root), and the whole process group is killed at the end of its time. Where Linux lets us
(`isolation()` tells): no network and no sight of other processes (`unshare`, which also ends whatever the code left
running), and no reading or writing of files other than Python's own and the folder's, nor starting programs (Landlock,
laid on by `python_boot`). Not prevented: using a processor fully until time is up, filling the disk by many files,
attacks on the kernel. Where `unshare` or Landlock is missing, the code reads what its user may read, and where both
are, it can send that away: switch the tool on there for code you trust.
"""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path

from PIL import Image

from synthloom.catalog.png import encode_png

BOOT = Path(__file__).with_name("python_boot.py")
WAYS = (
    ("unshare", "--map-root-user", "--net", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"),
    ("unshare", "--map-root-user", "--net", "--ipc", "--pid", "--fork", "--kill-child"),
    ("unshare", "--map-root-user", "--net"),
)
"""From the strictest; containers often refuse a new /proc."""
SHELL = ("/bin/sh", "-c", '"$@"; exit $?', "sh")
"""The first process of a namespace ignores signals that would end others, so Python must not be it."""
MOST_FILES, MOST_BYTES = 8, 20 * 2**20
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
HEAD, TAIL = 3000, 1000
"""Characters of the output that are kept."""


@dataclass(frozen=True)
class Ran:
    """What became of the code."""

    output: str
    """What it wrote to stdout and stderr, its middle left out where it is long."""
    status: int | None
    """0: done; 1: it raised; above 128: ended by that signal less 128; None: its time was up."""
    files: tuple[tuple[str, bytes], ...]
    """Names and bytes of pictures it left, those of `result` first."""


@lru_cache(maxsize=1)
def isolation() -> tuple[str, ...]:
    """The command that takes network and processes away from what follows it; empty where none works."""
    for way in WAYS:
        try:
            if subprocess.run([*way, "true"], capture_output=True, timeout=10).returncode == 0:
                return way
        except (OSError, subprocess.TimeoutExpired):
            continue
    return ()


def run_code(code: str, pictures: Mapping[str, Image.Image], seconds: float, shown: int = 0) -> Ran:
    """Run Python code with these pictures at hand for at most so many seconds by the clock; `shown` is its `image`."""
    with tempfile.TemporaryDirectory(prefix="synthloom-python-", ignore_cleanup_errors=True) as made:
        folder, written = Path(made, "work"), Path(made, "output")
        for part in ("in", "out"):
            (folder / part).mkdir(parents=True)
        (folder / "code.py").write_bytes(code.encode(errors="replace"))
        for ref, picture in pictures.items():
            (folder / "in" / f"{ref}.png").write_bytes(encode_png(picture))
        python = (sys.executable, "-I", "-B", "-X", "utf8", str(BOOT), str(ceil(seconds)), str(shown), *pictures)
        status = _run((*isolation(), *SHELL, *python), folder, written, seconds)
        return Ran(_output(written), status, tuple(_left(folder)))


def _run(command: tuple[str, ...], folder: Path, written: Path, seconds: float) -> int | None:
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder)}
    environment |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    with written.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _output(written: Path) -> str:
    with written.open("rb") as file:
        head = file.read(4 * HEAD + 4 * TAIL + 1).decode(errors="replace")
        if len(head) <= HEAD + TAIL:
            return head
        file.seek(max(written.stat().st_size - 4 * TAIL, 0))
        tail = file.read(4 * TAIL).decode(errors="replace")
    return f"{head[:HEAD]}\n… (the middle of a long output is left out) …\n{tail[-TAIL:]}"


def _left(folder: Path) -> list[tuple[str, bytes]]:
    """Plain files only: a link could point anywhere and a pipe would never end."""
    saved = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    found = []
    for path in [*sorted((folder / "out").glob("result_*.png")), *saved][:MOST_FILES]:
        known = path.lstat()
        if stat.S_ISREG(known.st_mode) and 0 < known.st_size <= MOST_BYTES:
            found.append((path.name, path.read_bytes()))
    return found
