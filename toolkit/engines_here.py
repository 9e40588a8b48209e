"""What `doctor` says of engines: which kinds can work on this machine, and how the models of its settings are reached.

look_at_engines(load_settings(None))
→ [{"area": "engine", "name": "vllm", "ok": None, "found": "vLLM isn't installed: pip install vllm"},
   {"area": "engine", "name": "Qwen/Qwen3-VL-8B-Instruct", "ok": True,
    "found": "openai; http://gpu-7:8000/v1 answers; no key needed; prices set"}, …]
"""

import http.client
import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from synthloom.engines.settings import OPENAI_ADDRESS, STARTED_BY_US, EngineSettings, Settings

SECONDS = 2.0
"""How long an address may take to answer."""
Finding = dict[str, Any]


def look_at_engines(settings: Settings) -> list[Finding]:
    """A finding for each kind of engine, and for each model that has a table."""
    with ThreadPoolExecutor(16) as pool:
        models = list(pool.map(lambda item: _model(*item), settings.engines.items()))
    return [*_kinds(settings), *models]


def _kinds(settings: Settings) -> list[Finding]:
    address = bool(os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_KEY"))
    reached = {engine.engine for engine in settings.engines.values() if engine.base_url}
    vllm = importlib.util.find_spec("vllm") is not None
    started = "vLLM is installed" if vllm else "vLLM isn't installed: pip install vllm"
    return [
        _found("rules", True, "embedded, needs nothing"),
        *(
            _found(kind, address or kind in reached or None, _address(address, kind in reached))
            for kind in ("openai", "batch")
        ),
        _found("vllm", vllm or None, started if vllm else f"{started}, or name its program as command"),
        _found("vllm-offline", vllm or None, started),
    ]


def _address(by_environment: bool, by_settings: bool) -> str:
    if by_environment:
        return "by OPENAI_BASE_URL or OPENAI_API_KEY" + (", and by the settings" if by_settings else "")
    return "by the settings" if by_settings else "needs an address in synthloom.toml, or OPENAI_BASE_URL"


def _model(name: str, engine: EngineSettings) -> Finding:
    """How a model is answered, and whether that can work. Never a key's value."""
    ready, told = True, list[str]((engine.engine,))
    if engine.engine in STARTED_BY_US:
        ready = bool(engine.command) or importlib.util.find_spec("vllm") is not None
        told.append("started with the first call" if ready else "vLLM isn't installed: pip install vllm")
    else:
        given = engine.base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or OPENAI_ADDRESS
        for address in (given,) if isinstance(given, str) else given:
            problem = reach(address)
            ready &= not problem
            told.append(f"{address} {problem or 'answers'}")
        variable = engine.api_key_env or ("" if engine.base_url else "OPENAI_API_KEY")
        there = bool(os.environ.get(variable, "").strip())
        ready &= there or not engine.api_key_env
        told.append(f"key in ${variable} {'set' if there else 'not set'}" if variable else "no key needed")
    told.append("no prices" if engine.price_in is None or engine.price_out is None else "prices set")
    return _found(name, ready, "; ".join(told))


def reach(address: str) -> str:
    """What is wrong with an address; empty where a server answers there, whatever it says to a question without key."""
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
        try:
            connection.request("GET", f"{parts.path.rstrip('/')}/models")
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        return f"doesn't answer ({error})"
    return f"answers HTTP {status}" if status >= 500 else ""


def _found(name: str, ok: bool | None, about: str) -> Finding:
    return {"area": "engine", "name": name, "ok": ok, "found": about}
