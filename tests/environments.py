"""Virtual environments of other people's programs, one each, because their pins exclude one another and ours.

environment("trainers", "trl", ("torch==2.13.0", "trl==1.16.0", …))      → ~/.cache/synthloom/trainers/trl/bin/python

Made once, below `$SYNTHLOOM_TRAINERS` (for the kind `trainers`) or the user's cache folder, with nothing but this
Python; another pin makes it anew.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

AS_OF = "2026-11-20"
"""What the packages ask for in turn is as of this day, so that the same comes every time."""
UV = "uv==0.13.9"
_OPERATORS = """
# The library beside this file wants CUDA's; torch without CUDA knows its operators by these two lines.
_declared = torch.library.Library("torchvision", "DEF")
for _name in ("nms", "qnms"):
    _declared.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
"""


def environment(kind: str, name: str, packages: tuple[str, ...], without: tuple[str, ...] = ()) -> Path:
    """Its Python; it is made if there is none of these packages. `without` are removed again after that."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    root = Path(os.environ.get(f"SYNTHLOOM_{kind.upper()}") or cache / "synthloom" / kind)
    root.mkdir(parents=True, exist_ok=True)
    folder, asked = root / name, "\n".join((AS_OF, *packages, *(f"-{package}" for package in without)))
    marker, python = folder / "asked.txt", folder / "bin" / "python"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test files may want the same one at the same time
        # Also where the Python that it was made with has gone since.
        if not python.exists() or not marker.exists() or marker.read_text() != asked:
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            _fill(python, packages, without)
            marker.write_text(asked)
    return python


def _fill(python: Path, packages: tuple[str, ...], without: tuple[str, ...]) -> None:
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet"]
    torch = [package for package in packages if package.startswith("torch==")]
    subprocess.run([*pip, UV, *torch], check=True)  # pip, because its settings say which build of torch
    uv: list[str | Path] = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python]
    subprocess.run([*uv, "--exclude-newer", AS_OF, *packages], check=True)
    if without:
        subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", *without], check=True)
    if torch:
        _mend(python)


def _mend(python: Path) -> None:
    """Makes what PyPI builds for CUDA importable beside a torch without CUDA; beside one with CUDA it does nothing."""
    (packages,) = python.parents[1].glob("lib/python*/site-packages")
    if "operator torchvision::nms does not exist" in _error(python, "torchvision"):
        extension = packages / "torchvision" / "extension.py"
        extension.write_text(extension.read_text() + _OPERATORS)
    if "Could not load this library" in _error(python, "torchaudio"):  # LLaMA-Factory imports it
        for library in (packages / "torchaudio" / "lib").glob("_torchaudio*.so"):
            library.unlink()  # without the file it does without; no export has sound


def _error(python: Path, package: str) -> str:
    return subprocess.run([python, "-c", f"import {package}"], capture_output=True, text=True).stderr
