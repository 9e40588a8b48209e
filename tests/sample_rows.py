"""What the rows of step tests have in common, and a model that says one thing."""

from typing import Any

from synthloom.schemas.media import Media

IMAGE = Media(hash="a" * 64, mime="image/png", width=300, height=300)
ORIGIN: dict[str, Any] = {"id": "i", "group_id": "g", "source": "s", "revision": "r", "licence": "MIT", "image": IMAGE}


class Named:
    """A model that gives one reply and keeps what it was sent."""

    name = "some/model"

    def __init__(self, reply: Any) -> None:
        self.reply = reply
        self.sent: list[Any] = []

    async def chat(self, messages: Any, answer: Any, *, temperature: float = 0.0, draw: int = 0) -> Any:
        self.sent.append(messages)
        return self.reply
