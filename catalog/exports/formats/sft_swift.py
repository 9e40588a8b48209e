r"""`sft_swift`: ms-swift's own layout, in which a call and its result are messages, and masks are kept.

    {"id": "9c1f…", "messages": [{"role": "system", …}, {"role": "user", "content": "img_1: <image>\nWhich …?", …},
     {"role": "assistant", "content": "<think>\n…\n</think>\n\n"},
     {"role": "tool_call", "content": "{\"name\": \"crop\", \"arguments\": {…}}"},
     {"role": "tool_response", "content": "img_2: 36x26 pixels …\n<image>"}, …], "tools": "[{…}]", "images": […]}

A call's content is JSON and nothing else, so the thought is a message before it; ms-swift joins the two. It takes
`<image>` in a `tool_response`, and joins no user turn after one (the row is dropped), so pictures stand with their
result. `loss` false masks a turn that is not to be learned from, so the conversation goes on after it; null leaves it
to `--loss_scale`. From the fatal step on it ends. The agent template (`--agent_template`) writes tools and calls in the
model's own words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.exports.formats.exchanges import Dialogue, Exchange, WithCalls

MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string()), ("loss", pa.bool_())])


@dataclass(frozen=True)
class SftSwift(WithCalls):
    """Messages with calls and results as roles."""

    name: ClassVar[str] = "sft_swift"
    folder: ClassVar[str] = "data/sft_swift"
    message: ClassVar[pa.DataType] = MESSAGE

    def messages(self, told: Dialogue) -> list[dict[str, Any]]:
        messages = [_message("system", told.system)] if told.system else []
        messages.append(_message("user", told.asked))
        for one in told.exchanges:
            messages += _messages(one)
        return messages[:-1]


def _messages(one: Exchange) -> Iterator[dict[str, Any]]:
    """What the agent did, then what came back."""
    loss = None if one.learned else False
    if not one.tool:
        yield _message("assistant", one.think + one.said, loss)
        yield _message("user", one.result)
        return
    if one.think:
        yield _message("assistant", one.think, loss)
    yield _message("tool_call", one.call, loss)
    yield _message("tool_response", one.result)


def _message(role: str, content: str, loss: bool | None = None) -> dict[str, Any]:
    return {"role": role, "content": content, "loss": loss}
