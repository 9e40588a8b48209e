r"""Conversations as LLaVA, ShareGPT, OpenAI and the Cauldron write them, read down to one question and its answer.

    [{"from": "human", "value": "<image>\nWhat is it?"}, {"from": "gpt", "value": "A cat."}]
    → Chat(question="What is it?", answer="A cat.", turns=2, tags=1, images=())

As Uni-Edit does it: the question is the first user turn without its image marker, the answer the first reply.
"""

from dataclasses import dataclass
from typing import Any

from synthloom.catalog.sources.values import count_image_tags, to_text, without_image_tags
from synthloom.schemas.steps import Reject

_ROLES = {
    "human": "user", "user": "user", "question": "user", "gpt": "assistant", "assistant": "assistant",
    "bot": "assistant",    "chatgpt": "assistant", "model": "assistant", "answer": "assistant", "system": "system",
}  # fmt: skip


@dataclass(frozen=True)
class Chat:
    """The first exchange of a conversation, how many turns it has, and the pictures it holds or points to."""

    question: str
    answer: str
    turns: int
    tags: int
    images: tuple[Any, ...]


def is_chat(value: object) -> bool:
    """Whether a column holds turns: a list of objects with a role, or with a `user` and an `assistant`."""
    if not isinstance(value, list | tuple) or not value or not isinstance(value[0], dict):
        return False
    return "role" in value[0] or "from" in value[0] or {"user", "assistant"} <= value[0].keys()


def read_chat(value: object) -> Chat:
    """The first exchange. Rejects with `wrong_type` what has no roles and texts."""
    if not is_chat(value):
        raise Reject("wrong_type", "a conversation must be a list of turns with a role and a text")
    said: list[tuple[str, str]] = []
    images: list[Any] = []
    assert isinstance(value, list | tuple)
    for turn in value:
        for role, content in _turn(turn):
            text, found = _content(content)
            images += found
            if role != "system":
                said.append((role, text))
    question = next((text for role, text in said if role == "user"), "")
    asked = next((number for number, (role, _) in enumerate(said) if role == "user"), len(said))
    answer = next((text for role, text in said[asked:] if role == "assistant"), "")
    tags = sum(count_image_tags(text) for role, text in said if role == "user")
    return Chat(without_image_tags(question), without_image_tags(answer), len(said), tags, tuple(images))


def _turn(turn: object) -> list[tuple[str, object]]:
    if not isinstance(turn, dict):
        raise Reject("wrong_type", f"a turn is {type(turn).__name__}")
    if "user" in turn and "assistant" in turn:
        return [("user", turn["user"]), ("assistant", turn["assistant"])]
    role = _ROLES.get(str(turn.get("role", turn.get("from"))).lower())
    # Tool calls and observations are turns of an agent, not of a question and its answer.
    return [] if role is None else [(role, turn.get("content", turn.get("value")))]


def _content(content: object) -> tuple[str, list[Any]]:
    """Text and pictures of a turn: a string, or the parts of the OpenAI form."""
    if not isinstance(content, list):
        return to_text(content), []
    texts: list[str] = []
    images: list[Any] = []
    for part in content:
        if not isinstance(part, dict):
            texts.append(to_text(part))
        elif part.get("type") in ("image", "image_url", "input_image"):
            place = part.get("image_url", part.get("image", part.get("path")))
            # A bare {"type": "image"} is a placeholder for a picture that another column holds.
            if place is None:
                texts.append("<image>")
            else:
                images.append(place.get("url") if isinstance(place, dict) and "url" in place else place)
        else:
            texts.append(to_text(part.get("text")))
    return "\n".join(text for text in texts if text), images
