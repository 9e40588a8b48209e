"""Environments of the trainers that read our exports, one each, because their pins exclude one another.

    python tests/trainers/install.py trl verl
    → ~/.cache/synthloom/trainers/trl/bin/python  ~/.cache/synthloom/trainers/verl/bin/python

Made once, below `$SYNTHLOOM_TRAINERS` or the user's cache folder, with nothing but this Python; another pin makes it
anew. Each takes two to three minutes and 1 to 2 GB where pip finds a torch without CUDA, some 5 GB more with it; those
of `datasets` take seconds.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # also where this file is run by itself
import environments

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


def environment(name: str) -> Path:
    """The Python of a trainer's environment, which is made if there is none of these packages."""
    return environments.environment("trainers", name, PACKAGES[name])


if __name__ == "__main__":
    for asked_for in sys.argv[1:] or list(PACKAGES):
        print(environment(asked_for))
