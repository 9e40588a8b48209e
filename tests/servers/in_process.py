"""What `vllm-offline` gives, from within vLLM's environment; prints one JSON object on its last line.

PYTHONPATH=typings …/vllm/bin/python in_process.py MODEL-FOLDER PICTURE
"""

import asyncio
import base64
import json
import sys
from pathlib import Path
from typing import Any

from synthloom.engines.open_engine import open_engine
from synthloom.engines.settings import EngineSettings

SCHEMA = {
    "type": "object",
    "properties": {"verdict": {"enum": ["good", "bad"]}, "analysis": {"type": "string"}},
    "required": ["verdict", "analysis"],
    "additionalProperties": False,
}
OPTIONS = {
    "dtype": "float32",
    "enforce_eager": True,
    "max_model_len": 2048,
    "structured_outputs_config": {"backend": "xgrammar", "disable_any_whitespace": True},
}


def body(content: Any, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": content}], "temperature": 0.0, "max_tokens": 200, **more}


async def run(model: str, picture: Path) -> dict[str, Any]:
    url = "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode()
    settings = EngineSettings(engine="vllm-offline", options=OPTIONS, batch_wait=0.5)
    engine = open_engine(model, settings, Path())
    typed = {"type": "json_schema", "json_schema": {"name": "Judgement", "schema": SCHEMA, "strict": True}}
    asked = {
        "plain": body("Say it."),
        "typed": body("Judge it.", response_format=typed),
        "picture": body([{"type": "text", "text": "Say it."}, {"type": "image_url", "image_url": {"url": url}}]),
        "draws": body("Judge it.", temperature=1.0, n=3, seed=1, response_format=typed),
        "chances": body("Judge it.", response_format=typed, logprobs=True, top_logprobs=2),
        "cut": body("Judge it.", response_format=typed, max_tokens=3),
        "long": body("x" * 3000),
        "tools": body("Say it.", tools=[{"type": "function", "function": {"name": "visit"}}]),
        "unknown": body("Say it.", logit_bias={"1": 5}),
    }

    async def one(question: dict[str, Any]) -> Any:
        async with engine.slots():
            return await engine.chat(question)

    try:
        given = await asyncio.gather(*(one(question) for question in asked.values()), return_exceptions=True)
    finally:
        await engine.aclose()
    told = (f"{type(one).__name__}: {one}" if isinstance(one, Exception) else one.model_dump() for one in given)
    return dict(zip(asked, told, strict=True))


if __name__ == "__main__":
    found = asyncio.run(run(sys.argv[1], Path(sys.argv[2])))
    sys.stdout.write("\n" + json.dumps(found) + "\n")
