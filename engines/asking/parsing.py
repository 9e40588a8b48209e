r"""A model's text read as one JSON object of an asked shape; what servers commonly put around it is taken off.

parse_reply('Here it is:\n```json\n{"score": 4, "analysis": "sharp",}\n```', QualityJudgement)
→ QualityJudgement(score=4, analysis='sharp')

The repairs, all there are, and only for a text that isn't JSON as it stands:
1. a thinking block before the object goes, also one that a server's template opened in the prompt;
2. prose and code fences around the object go;
3. commas before a closing bracket go;
4. raw control characters inside strings are read as they stand.

What is missing is never made up: no bracket and no quote is closed, and a text with half an object in it is not JSON,
even where a whole one stands beside or inside of the half. Two different objects of the shape are none either.
"""

import json
import re
from typing import Any

from pydantic import ValidationError

from synthloom.schemas.steps import Answer

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[{}]', re.DOTALL)
"""A string, whole or cut off, or a brace."""
START = re.compile(r"\{|</think>")
NO_OBJECT = re.compile(r"\{[^\s\"'{}][^{}]*\}")
"""Braces that open no JSON object: `{x}` in prose."""
TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)


LENIENT = json.JSONDecoder(strict=False)
"""Schema-constrained servers do send raw line breaks inside strings. Made once: making one takes as long as a reply."""


class UnfitReply(ValueError):
    """A text that can't be read as asked; says why as the end of a sentence."""


def parse_reply(text: str, answer: type[Answer]) -> Answer:
    """The object. Raises `UnfitReply`."""
    try:
        values = _values(text)
    except (ValueError, RecursionError) as error:
        raise UnfitReply(f"is not JSON ({error})") from None
    fits, problem = list[Answer](), ""
    for value in values:
        try:
            fit = answer.model_validate(value)
        except ValidationError as error:
            problem = problem or _told(error)
        else:
            if fit not in fits:
                fits.append(fit)
    if len(fits) == 1:
        return fits[0]
    raise UnfitReply(f"has {len(fits)} different JSON objects of the asked shape" if fits else problem)


def loads(text: str, strict: bool = True) -> Any:
    """JSON as servers send it; half of a surrogate pair, which nothing can store, becomes `?`. Raises `ValueError`."""
    read = json.loads(text) if strict else LENIENT.decode(text)
    if "\\ud" in text or "\\uD" in text:
        read = json.loads(json.dumps(read, ensure_ascii=False).encode("utf-8", "replace"))
    return read


def _values(text: str) -> list[Any]:
    """What the text holds as JSON: itself, or the objects in it. Raises `ValueError`, that of the text as it stands."""
    try:
        return [loads(text, strict=False)]
    except ValueError:
        try:
            if found := [_object(span) for span in _spans(text)]:
                return found
        except ValueError:
            pass
        raise


def _spans(text: str) -> list[str]:
    """The outermost `{…}` of a text, thoughts aside; none where one of them isn't closed."""
    found, place = list[str](), 0
    if text.lstrip().startswith("<think>") and (place := text.find("</think>")) < 0:
        return []
    while mark := START.search(text, place):
        start = mark.start()
        if mark[0] == "</think>":
            found, place = [], mark.end()
        elif aside := NO_OBJECT.match(text, start):
            place = aside.end()
        elif (place := _end(text, start)) < 0:
            return []
        else:  # in a list it comes with the bracket, as which it isn't JSON
            found.append("[" * text[:start].rstrip().endswith("[") + text[start:place])
    return found


def _end(text: str, start: int) -> int:
    """Where the brace at `start` is closed; -1 where it isn't."""
    depth = 0
    for token in TOKEN.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return -1


def _object(span: str) -> Any:
    try:
        return loads(span, strict=False)
    except ValueError:
        return loads(TRAILING_COMMA.sub(r"\1", span), strict=False)


def _told(error: ValidationError) -> str:
    first = error.errors(include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"is not of the asked shape ({place + ': ' if place else ''}{first['msg']})"
