"""A model behind an OpenAI-compatible address: typed replies, every usable one kept in the call cache.

    endpoint = Endpoint("Qwen/Qwen3-VL-8B-Instruct", settings.engine(name, "judge"), cache, media)
    log: list[str] = []
    judgement = await endpoint.for_record(log).chat(messages, QualityJudgement)   # log now holds the call's key

A reply must be one JSON object of the asked shape. One that isn't, or that was cut off at the length limit, is asked
for again with the reason; it is never stored, and a cut one is never parsed.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from synthloom.engines.call_cache import Call, CallCache, call_key, canonical
from synthloom.engines.openai_client import EngineError, OpenAIClient, Reply
from synthloom.engines.pictures import data_url, keep_picture, upright_png
from synthloom.engines.replies import parse_reply, problem_of
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.media import BadImage, Media, MediaStore
from synthloom.schemas.steps import Answer, Message, Model, Part, Text

ENGINE = "openai"
REASKS = 2
"""How often an unusable reply is asked for again."""
SHOWN_BACK = 2000
"""Letters of an unusable reply that the model gets to see again."""


class UnusableReply(EngineError):
    """A reply that is cut off, refused, no JSON, or not of the asked shape."""


@dataclass
class Totals:
    """What went through an endpoint since it was made."""

    calls: int = 0
    """Answered by the server."""
    hits: int = 0
    """Answered by the cache."""
    tokens_in: int = 0
    tokens_out: int = 0
    known_cost: float = 0.0
    """USD of the calls sent, unusable replies included, as far as their cost is known."""
    unpriced: int = 0
    """Calls of unknown cost: a price isn't set, or the reply told no tokens."""

    @property
    def cost(self) -> float | None:
        """USD of all calls sent, None where one's cost is unknown."""
        return None if self.unpriced else self.known_cost


class Endpoint:
    """A `Model`. Not bound to a record: see `for_record`.

    `allowed` is called before each request, with a slot held; what it raises keeps the request from being sent. Once it
    raises, no more replies come in than were under way. Answers from the cache don't ask it.
    """

    def __init__(
        self,
        name: str,
        engine: EngineSettings,
        cache: CallCache,
        media: MediaStore,
        allowed: Callable[[], None] = lambda: None,
    ) -> None:
        self.name, self.engine, self.cache, self.media, self.allowed = name, engine, cache, media, allowed
        self.client = OpenAIClient(name, engine)
        self.totals = Totals()

    def for_record(self, log: list[str]) -> Model:
        """The same model, noting the key of every answered call in `log`."""
        return RecordView(self.name, self, log)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    async def chat(
        self,
        messages: Sequence[Message],
        answer: type[Answer],
        *,
        temperature: float = 0.0,
        draw: int = 0,
        log: list[str] | None = None,
    ) -> Answer:
        """Ask for one JSON reply; the call's key is added to `log`."""
        request = self._identity("chat", temperature=temperature, draw=draw, schema=answer.model_json_schema()) | {
            "messages": [
                {"role": message.role, "parts": [_part_identity(part) for part in message.parts]}
                for message in messages
            ]
        }
        key = call_key(request)
        stored = self.cache.get(key)
        if stored is not None and problem_of(stored.reply, answer):
            await self.cache.discard(key)  # the shape has become stricter than its JSON schema tells

        async def send() -> Call:
            self.allowed()
            body = await self._body(messages, answer, temperature, draw)
            return await self._chat(key, request, body, answer)

        call = await self._answer(key, send, log)
        return parse_reply(call.reply, answer)

    async def edit_image(self, prompt: str, image: Media, *, draw: int = 0, log: list[str] | None = None) -> Media:
        """Ask for an edited picture; the call's key is added to `log`."""
        request = self._identity("image_edit", prompt=prompt, image=image.hash, size="auto", draw=draw)
        key = call_key(request)

        async def send() -> Call:
            self.allowed()
            begun = time.monotonic()
            png = await asyncio.to_thread(upright_png, self.media, image)
            reply = await self.client.edit_image(prompt, png)
            cost = self._count(reply)
            try:
                edited = await asyncio.to_thread(keep_picture, self.media, reply.text)
            except (ValueError, BadImage) as error:
                raise UnusableReply(
                    f"model {self.name} sent no usable picture: {error}. Expected one in base64. Check that the model "
                    "edits images and answers with b64_json."
                ) from None
            return self._call(key, request, edited.model_dump_json(), [reply], cost, begun)

        call = await self._answer(key, send, log)
        return Media.model_validate_json(call.reply)

    def _identity(self, kind: str, **parameters: Any) -> dict[str, Any]:
        """What can change an answer, and nothing that can't: no address, key, limit or retry."""
        model, _, revision = self.name.partition("@")
        return {"engine": ENGINE, "kind": kind, "model": model, "revision": revision, **parameters}

    async def _answer(self, key: str, send: Callable[[], Awaitable[Call]], log: list[str] | None) -> Call:
        stored = self.cache.get(key)
        if stored is None:
            stored, was_stored = await self.cache.answer(key, send, self.client.slots())
            self.totals.hits += was_stored
        else:
            self.totals.hits += 1
        if log is not None:
            log.append(key)
        return stored

    async def _chat(self, key: str, request: dict[str, Any], body: dict[str, Any], answer: type[BaseModel]) -> Call:
        """Ask until a reply is usable, at most `REASKS` times more."""
        begun, replies, costs = time.monotonic(), list[Reply](), list[float | None]()
        while True:
            reply = await self.client.chat(body)
            replies.append(reply)
            costs.append(self._count(reply))
            problem = _problem(reply, answer)
            if not problem:
                known = [cost for cost in costs if cost is not None]
                cost = sum(known) if len(known) == len(costs) else None
                return self._call(key, request, reply.text, replies, cost, begun)
            if len(replies) > REASKS or reply.refusal:
                raise UnusableReply(
                    f"model {self.name} sent {len(replies)} unusable replies, the last one {problem}. Expected one "
                    f"JSON object of the shape {answer.__name__}. Check that the model can follow a JSON schema, and "
                    "its server's output length limit."
                )
            self.allowed()
            said = {"role": "assistant", "content": reply.text[:SHOWN_BACK] or "(nothing)"}
            again = {
                "role": "user",
                "content": f"That reply can't be used: it {problem}. Reply with the JSON object alone.",
            }
            body = body | {"messages": [*body["messages"], said, again]}

    def _count(self, reply: Reply) -> float | None:
        """Add a reply to the totals; its cost in USD, None if unknown."""
        totals = self.totals
        cost_in, cost_out = _cost(reply.tokens_in, self.engine.price_in), _cost(reply.tokens_out, self.engine.price_out)
        cost = None if cost_in is None or cost_out is None else cost_in + cost_out
        totals.calls += 1
        totals.tokens_in += reply.tokens_in or 0
        totals.tokens_out += reply.tokens_out or 0
        totals.known_cost += cost or 0.0
        totals.unpriced += cost is None
        return cost

    def _call(
        self, key: str, request: dict[str, Any], text: str, replies: list[Reply], cost: float | None, begun: float
    ) -> Call:
        return Call(
            key=key,
            engine=ENGINE,
            model=self.name,
            request=canonical(request),
            reply=text,
            tokens_in=_sum(reply.tokens_in for reply in replies),
            tokens_out=_sum(reply.tokens_out for reply in replies),
            tokens_cached=_sum(reply.tokens_cached for reply in replies),
            cost=cost,
            seconds=round(time.monotonic() - begun, 3),
            created=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )

    async def _body(
        self, messages: Sequence[Message], answer: type[BaseModel], temperature: float, draw: int
    ) -> dict[str, Any]:
        """The request as it is sent. A draw goes as the seed, so that no cache between us and the model joins draws."""
        from openai import pydantic_function_tool

        schema = pydantic_function_tool(answer)["function"]["parameters"]
        body: dict[str, Any] = {
            "messages": [{"role": message.role, "content": await self._content(message)} for message in messages],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": answer.__name__, "schema": schema, "strict": True},
            },
            "temperature": temperature,
        }
        return body | {"seed": draw} if temperature else body

    async def _content(self, message: Message) -> str | list[dict[str, Any]]:
        """Plain text where there is one text part, since some servers' templates take no lists."""
        if len(message.parts) == 1 and isinstance(message.parts[0], Text):
            return message.parts[0].text
        content: list[dict[str, Any]] = []
        for part in message.parts:
            if isinstance(part, Text):
                content.append({"type": "text", "text": part.text})
            else:
                url = await asyncio.to_thread(data_url, self.media, part)
                content.append({"type": "image_url", "image_url": {"url": url}})
        return content


@dataclass
class RecordView:
    """An endpoint as one record uses it: the key of every answered call goes into `log`."""

    name: str
    endpoint: Endpoint
    log: list[str]

    async def chat(
        self, messages: Sequence[Message], answer: type[Answer], *, temperature: float = 0.0, draw: int = 0
    ) -> Answer:
        return await self.endpoint.chat(messages, answer, temperature=temperature, draw=draw, log=self.log)

    async def edit_image(self, prompt: str, image: Media, *, draw: int = 0) -> Media:
        return await self.endpoint.edit_image(prompt, image, draw=draw, log=self.log)


def _part_identity(part: Part) -> dict[str, str]:
    return {"text": part.text} if isinstance(part, Text) else {"media": part.hash}


def _problem(reply: Reply, answer: type[BaseModel]) -> str:
    """Why a reply can't be used; empty when it can."""
    if reply.refusal:
        return f"refuses ({reply.refusal[:200]})"
    if reply.finish == "length":
        return "was cut off at the length limit"
    if reply.finish == "content_filter":
        return "was cut off by the server's content filter"
    return problem_of(reply.text, answer)


def _cost(tokens: int | None, price: float | None) -> float | None:
    """USD, None if unknown; what is free costs nothing however much it was."""
    if price is None or (tokens is None and price):
        return None
    return (tokens or 0) * price / 1e6


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
