"""`synthloom doctor`: what this machine can do."""

import importlib.metadata
import os
import shutil
from pathlib import Path
from typing import Any

import click

from synthloom.printing import catalog_option, json_option, print_json, print_rows

PACKAGES = (
    "prefect",
    "dask",
    "duckdb",
    "polars",
    "pydantic",
    "openai",
    "datasets",
    "huggingface_hub",
    "pillow",
    "libzim",
    "tantivy",
    "wikipedia-api",
    "fastapi",
    "sqlalchemy",
)
EXTRAS = {
    "clip": "open-clip-torch",
    "faiss": "faiss-cpu",
    "gpu": "faiss-gpu",
    "vllm": "vllm",
    "ocr": "rapidocr-onnxruntime",
}
KEYS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HF_TOKEN", "PREFECT_API_URL")


def examine(catalog: Path, config: Path | None) -> list[dict[str, Any]]:
    """Each thing looked at: area, name, ok (None where it is optional and absent), what was found."""
    from synthloom import __version__
    from synthloom.engines.ocr import available
    from synthloom.engines.settings import load_settings
    from synthloom.engines_here import look_at_engines
    from synthloom.flows.workers import cpu_count

    found: list[dict[str, Any]] = [_found("machine", "synthloom", True, __version__)]
    found.append(_found("machine", "processors", True, str(cpu_count())))
    gpu = shutil.which("nvidia-smi")
    found.append(_found("machine", "gpu", True if gpu else None, gpu or "none: everything embedded runs without one"))
    free = shutil.disk_usage(next(p for p in (catalog.absolute(), *catalog.absolute().parents) if p.exists())).free
    found.append(_found("machine", "disk", free > 2**30, f"{free / 2**30:.0f} GiB free for {catalog}"))
    for name in PACKAGES:
        version = _version(name)
        found.append(_found("package", name, version is not None, version or f"missing: pip install {name}"))
    for extra, name in EXTRAS.items():
        version = _version(name)
        found.append(
            _found(
                "extra", extra, True if version else None, f"{name} {version}" if version else f"not installed ({name})"
            )
        )
    if _version("faiss-cpu") and _version("faiss-gpu"):
        found.append(_found("extra", "faiss", False, "faiss-cpu and faiss-gpu share a module name; uninstall one"))
    reader = available()
    found.append(_found("engine", "ocr", True if reader else None, reader or "none: rendered text isn't read back"))
    found += look_at_engines(load_settings(config))
    # Never the value: not even its length says anything here.
    found += [
        _found("key", name, True if name in os.environ else None, "set" if name in os.environ else "not set")
        for name in KEYS
    ]
    return found


def _found(area: str, name: str, ok: bool | None, about: str) -> dict[str, Any]:
    return {"area": area, "name": name, "ok": ok, "found": about}


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


@click.command()
@catalog_option
@click.option(
    "--config", type=click.Path(path_type=Path), metavar="FILE", help="Engines and limits.  [default: ./synthloom.toml]"
)
@json_option
def command(catalog: Path, config: Path | None, as_json: bool) -> None:
    """Show what this machine can do: engines, GPU, extras, and which keys are present (never their value)."""
    rows = examine(catalog, config)
    if as_json:
        print_json(rows)
    else:
        marks = {True: "ok", False: "WRONG", None: "–"}
        print_rows([{**row, "ok": marks[row["ok"]]} for row in rows])
    raise SystemExit(1 if any(row["ok"] is False for row in rows) else 0)
