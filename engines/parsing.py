r"""A model's text read as one JSON object of an asked shape.

parse_reply('```json\n{"score": 4, "analysis": "sharp"}\n```', QualityJudgement)
→ QualityJudgement(score=4, analysis='sharp')
"""

import json
import re
from typing import Any

from pydantic import ValidationError

from synthloom.schemas.steps import Answer

THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
FENCE = re.compile(r"\A\s*```\w*\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)


def parse_reply(text: str, answer: type[Answer]) -> Answer:
    """The object, out of a code fence or after a thinking block if it stands there. Raises `ValueError`."""
    text = THOUGHTS.sub("", text)
    if fenced := FENCE.match(text):
        text = fenced[1]
    # Not strict: schema-constrained servers do send raw line breaks inside strings.
    return answer.model_validate(loads(text, strict=False))


def loads(text: str, strict: bool = True) -> Any:
    """JSON as servers send it; half of a surrogate pair, which nothing can store, becomes `?`. Raises `ValueError`."""
    read = json.loads(text, strict=strict)
    if "\\ud" in text.lower():
        read = json.loads(json.dumps(read, ensure_ascii=False).encode("utf-8", "replace"))
    return read


def problem_of(text: str, answer: type[Answer]) -> str:
    """What keeps a reply from being used, as the end of a sentence; empty when nothing does."""
    try:
        parse_reply(text, answer)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"is not of the asked shape ({place + ': ' if place else ''}{first['msg']})"
    except (ValueError, RecursionError) as error:
        return f"is not JSON ({error})"
    return ""
