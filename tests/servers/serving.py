"""What tests of real servers share: how vLLM is started on a processor, and a command of ours in its own process."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
QUIET = (
    "HF_HUB_OFFLINE=1", "VLLM_NO_USAGE_STATS=1", "DO_NOT_TRACK=1", "CUDA_VISIBLE_DEVICES=",
    "VLLM_CPU_KVCACHE_SPACE=1", "VLLM_CPU_OMP_THREADS_BIND=nobind", "OMP_NUM_THREADS=1",
    "TORCH_COMPILE_DISABLE=1",  # compiling takes longer than all that is asked of these models
)  # fmt: skip
"""The variables of a server's environment."""
ARGUMENTS = (
    "--dtype", "float32", "--enforce-eager", "--max-model-len", "16384", "--enable-auto-tool-choice",
    "--tool-call-parser", "hermes", "--max-logprobs", "5",
    "--structured-outputs-config", '{"backend": "xgrammar", "disable_any_whitespace": true}',
)  # fmt: skip
"""vLLM's; a model of random weights would fill a reply with the white space that a JSON grammar allows."""


def synthloom(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, in a folder that may hold a `synthloom.toml`."""
    command = [sys.executable, "-m", "synthloom", *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=kept, timeout=900)
    assert done.stdout, done.stderr
    return done
