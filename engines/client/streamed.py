r"""A chat completion that came in pieces, put together to what the same server would have sent whole.

    stream = Stream()
    stream.take(b'data: {"id": "c1", "choices": [{"index": 0, "delta": {"content": "Blu')
    stream.take(b'e"}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n')
    stream.completion()     → b'{"id": "c1", "choices": [{"index": 0, "message": {"role": "assistant", "content":
                               "Blue"}, "finish_reason": "stop"}], "object": "chat.completion"}'

It helps with gateways that cut a connection on which nothing comes for a minute, and it finds a server that has gone
silent after one timeout without a piece, however long the whole reply may take; comments that keep a connection open
count as pieces. Otherwise it gains nothing, since nobody reads half a reply here, and each piece, so each token, costs
9 µs of CPU and its way through the transport. (The openai package's own accumulator takes 270 µs a piece, and forgets
the usage if anything comes after it.)
"""

import json
from typing import Any

from synthloom.engines.client.wire import BrokenReply

SET_ONCE = ("id", "index", "type", "role", "name")
"""Fields that some servers send again with each piece; all other texts are continued."""


class Stream:
    """Server-sent events of one completion."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._head: dict[str, Any] = {}
        self._choices: dict[int, dict[str, Any]] = {}

    def take(self, piece: bytes) -> None:
        """The next bytes, cut anywhere. Raises `BrokenReply`, or `openai.APIStatusError` where they hold an error."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            self._line(line.rstrip(b"\r"))

    def completion(self) -> bytes:
        """The whole, as JSON. Raises as `take`; a stream is whole when every choice has its `finish_reason`."""
        if not self._head and self._rest.lstrip().startswith(b"{"):
            return self._rest  # a server that takes no notice of `stream`
        self.take(b"\n\n")
        choices = [self._choices[index] for index in sorted(self._choices)]
        if not choices or not all(choice.get("finish_reason") for choice in choices):
            raise BrokenReply("a stream that ended before the reply did")
        # Written as ASCII, so that the halves of a surrogate pair that came in two pieces meet again when it is read.
        return json.dumps(self._head | {"choices": choices, "object": "chat.completion"}).encode()

    def _line(self, line: bytes) -> None:
        """One line; an empty one ends an event. Comments keep connections open and say nothing."""
        if line.startswith(b"data:"):
            self._data.append(line[5:].lstrip())
        elif not line and self._data:
            data, self._data = b"\n".join(self._data), []
            if data != b"[DONE]":
                self._event(_read(data))

    def _event(self, event: dict[str, Any]) -> None:
        if event.get("error"):
            raise _refusal(event["error"])
        choices = event.pop("choices", None) or ()
        self._head.update((name, value) for name, value in event.items() if value is not None)
        for piece in choices:
            index = piece.get("index") or 0
            choice = self._choices.setdefault(index, {"index": index, "message": {"role": "assistant"}})
            _join(choice["message"], piece.pop("delta", None) or {})
            for name, value in piece.items():
                if name == "logprobs" and value:
                    _join(choice.setdefault("logprobs", {}), value)
                elif value is not None:
                    choice[name] = value


def _read(data: bytes) -> dict[str, Any]:
    try:
        event = json.loads(data)
    except ValueError as error:
        raise BrokenReply(f"a stream with a piece that is no JSON ({error})") from None
    if not isinstance(event, dict):
        raise BrokenReply(f"a stream with a piece that is no object: {event!r:.500}")
    return event


def _refusal(error: Any) -> Exception:
    """What a server says when it can't go on; vLLM tells the HTTP status it would have sent."""
    from synthloom.engines.client.transport import status_error

    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    return status_error("", status, {}, json.dumps({"error": error}).encode())


def _join(whole: dict[str, Any], piece: dict[str, Any]) -> None:
    """Add a piece: texts are continued, lists with `index` entry by entry, other lists grow."""
    for name, value in piece.items():
        had = whole.get(name)
        if value is None:
            whole.setdefault(name, None)
        elif name == "tool_calls":
            whole[name] = had or []
            for place, call in enumerate(value):
                _join_call(whole[name], call, place)
        elif had is None:
            whole[name] = value
        elif isinstance(had, str) and isinstance(value, str) and name not in SET_ONCE:
            whole[name] = had + value
        elif isinstance(had, list) and isinstance(value, list):
            had += value
        elif isinstance(had, dict) and isinstance(value, dict):
            _join(had, value)
        else:
            whole[name] = value


def _join_call(calls: list[dict[str, Any]], piece: dict[str, Any], place: int) -> None:
    """Continue the call of that index; another id is another call, as some servers give all of them index 0."""
    index = piece.pop("index", None)
    index = place if index is None else index
    known = [call for call in calls if call["index"] == index]
    if known and (not piece.get("id") or not known[-1].get("id") or piece["id"] == known[-1]["id"]):
        _join(known[-1], piece)
    else:
        calls.append({"index": index, "type": "function"} | piece)
