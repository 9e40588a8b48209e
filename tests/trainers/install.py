"""Environments of the trainers that read our exports, one each, because their pins exclude one another.

    python tests/trainers/install.py trl verl
    → ~/.cache/synthloom/trainers/trl/bin/python  ~/.cache/synthloom/trainers/verl/bin/python

Made once, below `$SYNTHLOOM_TRAINERS` or the user's cache folder, with nothing but this Python; another pin makes it
anew. Each takes two to three minutes and 1 to 2 GB where pip finds a torch without CUDA, some 5 GB more with it; those
of `datasets` take seconds.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

AS_OF = "2026-11-20"
"""What the packages below ask for in turn is as of this day, so that the same comes every time."""
UV = "uv==0.13.9"
TORCH = ("torch==2.13.0", "torchvision==0.28.0")  # transformers reads Qwen's pictures with torchvision only
PICTURES = "qwen-vl-utils==0.0.14"  # both import it where a row has a picture, and neither asks for it
PACKAGES: dict[str, tuple[str, ...]] = {
    "trl": (*TORCH, "trl==1.16.0", "transformers==5.23.0", "datasets==5.2.0", "pillow", "accelerate"),
    # uv would take tensordict 0.8, for the sake of a newer packaging
    "verl": (*TORCH, PICTURES, "verl==0.9.1", "transformers==5.10.4", "datasets==5.2.0", "tensordict==0.10.0"),
    # ms-swift's GRPO imports msgspec without asking for it
    "swift": (*TORCH, PICTURES, "ms-swift==4.6.0", "transformers==5.19.0", "trl==0.29.1", "datasets==4.8.4", "msgspec"),
    "lf": (*TORCH, "llamafactory==0.9.5", "transformers==5.6.0", "trl==0.24.0", "datasets==4.0.0"),
    # its collator; `unsloth` itself can't be imported without a GPU
    "unsloth": (*TORCH, "unsloth_zoo==2026.10.7", "transformers==5.17.0", "datasets==4.8.4"),
    "diffsynth": (*TORCH, "diffsynth==2.1.12"),
    "energon": (*TORCH, "megatron-energon==7.4.1"),
    "diffusers": (TORCH[0], "diffusers==0.42.1", "datasets==5.2.0", "pillow"),  # its example trainers aren't in it
    "datasets2": ("datasets==2.21.0", "pillow"),  # the last of 2
    "datasets3": ("datasets==3.6.0", "pillow"),  # the last that knows no List: trainers of 2025 pin it
    "datasets4": ("datasets==4.0.0", "pillow"),  # what LLaMA-Factory pins: it knows no Json
    "datasets48": ("datasets==4.8.4", "pillow"),  # what ms-swift pins: the last that it takes
    "datasets5": ("datasets==5.2.0", "pillow"),
}
_OPERATORS = """
# The library beside this file wants CUDA's; torch without CUDA knows its operators by these two lines.
_declared = torch.library.Library("torchvision", "DEF")
for _name in ("nms", "qnms"):
    _declared.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
"""


def environment(name: str) -> Path:
    """The Python of a trainer's environment, which is made if there is none of these packages."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    root = Path(os.environ.get("SYNTHLOOM_TRAINERS") or cache / "synthloom" / "trainers")
    root.mkdir(parents=True, exist_ok=True)
    folder, asked = root / name, "\n".join((AS_OF, *PACKAGES[name]))
    marker, python = folder / "asked.txt", folder / "bin" / "python"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test files may want the same one at the same time
        # Also where the Python that it was made with has gone since.
        if not python.exists() or not marker.exists() or marker.read_text() != asked:
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            _fill(python, PACKAGES[name])
            marker.write_text(asked)
    return python


def _fill(python: Path, packages: tuple[str, ...]) -> None:
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet"]
    torch = [package for package in packages if package.startswith("torch==")]
    subprocess.run([*pip, UV, *torch], check=True)  # pip, because its settings say which build of torch
    uv: list[str | Path] = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python]
    subprocess.run([*uv, "--exclude-newer", AS_OF, *packages], check=True)
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


if __name__ == "__main__":
    for asked_for in sys.argv[1:] or list(PACKAGES):
        print(environment(asked_for))
