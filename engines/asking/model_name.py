"""A model's name as it is given to `--model`: `NAME[@REVISION][?parameter=value&…]`.

    read_name("gpt-5-mini?reasoning_effort=low&temperature=null")
    → ModelName(served="gpt-5-mini", name="gpt-5-mini", revision="", parameters={"reasoning_effort": "low",
                "temperature": None})

Parameters go into every chat request and win over what a step asks for; `null` leaves one out (models that think refuse
temperature 0, some servers refuse `parallel_tool_calls`). They can change an answer, so they are part of the name, of
a recipe's fingerprint and of a call's key. A name without any has the keys it always had.
"""

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from synthloom.schemas.errors import UserError

PARAMETER = re.compile(r"[A-Za-z_]\w*")
STEPS_OWN = {
    *("messages", "model", "n", "seed", "stream", "stream_options", "response_format", "tools", "tool_choice"),
    *("functions", "stop", "logprobs", "top_logprobs", "api_key"),
}
"""What a step or the engine decides; an API key would stand in every record."""


@dataclass(frozen=True)
class ModelName:
    """The parts of a name."""

    served: str
    """Name and revision: what an engine is opened with."""
    name: str
    revision: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def fill(self, body: dict[str, Any]) -> dict[str, Any]:
        """A chat request with the parameters in it."""
        if not self.parameters:
            return body
        return {key: value for key, value in (body | self.parameters).items() if value is not None}


@lru_cache(1024)
def read_name(text: str) -> ModelName:
    """Read a model's name. Raises `UserError` for a parameter that can't be set."""
    served, asked, given = text.partition("?")
    name, _, revision = served.partition("@")
    parameters: dict[str, Any] = {}
    # Only an & before the next name divides: a value may be JSON with an & in it.
    for part in re.split(r"&(?=[A-Za-z_]\w*=)", given) if asked else ():
        key, equals, value = part.partition("=")
        if not equals or not PARAMETER.fullmatch(key) or key in parameters:
            raise UserError(
                f"model {text}: {part!r} is no parameter; expected NAME?parameter=value&other=value, each once, such "
                "as gpt-5-mini?reasoning_effort=low&max_completion_tokens=800: write it like that, in quotes"
            )
        if key in STEPS_OWN:
            raise UserError(
                f"model {text}: {key} can't be set in a model's name, since steps and engines decide it; expected a "
                f"sampling parameter such as top_p or reasoning_effort: leave {key} out"
            )
        parameters[key] = _value(value)
    return ModelName(served, name, revision, parameters)


def _value(text: str) -> Any:
    """JSON where it is JSON, else text; not-a-number is text."""
    try:
        return json.loads(text, parse_constant=str)
    except ValueError:
        return text
