"""A model behind an OpenAI-compatible address: typed replies and free turns, every usable one kept in the call cache.

    endpoint = Endpoint("Qwen/Qwen3-VL-8B-Instruct", settings.engine(name, "judge"), cache, media)
    log: list[str] = []
    judgement = await endpoint.for_record(log).chat(messages, QualityJudgement)   # log now holds the call's key
    said = await endpoint.for_record(log).converse(messages, tools=schemas)      # Said(text="", calls=(Called(…),))

A typed reply must be one JSON object of the asked shape. One that isn't, or that was cut off at the length limit, is
asked for again with the reason; it is never stored, and a cut one is never parsed. A free turn is taken as it is; one
that was cut off is returned but not stored.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from synthloom.engines.call_cache import Call, CallCache, call_key, canonical
from synthloom.engines.conversation import CutOff, from_text, identity, said, to_text, to_wire, turn_body
from synthloom.engines.engine import EngineError
from synthloom.engines.open_engine import open_engine
from synthloom.engines.parsing import parse_reply, problem_of
from synthloom.engines.pictures import DataURLs, keep_picture, upright_png
from synthloom.engines.replies import Reply, read_picture, read_replies
from synthloom.engines.settings import EngineSettings
from synthloom.engines.totals import Totals
from synthloom.schemas.media import BadImage, Media, MediaStore
from synthloom.schemas.steps import Answer, Message, Model, Said

ENGINE = "openai"
REASKS = 2
"""How often an unusable reply is asked for again."""
SHOWN_BACK = 2000
"""Letters of an unusable reply that the model gets to see again."""


class UnusableReply(EngineError):
    """A reply that is cut off, refused, no JSON, or not of the asked shape."""


class Endpoint:
    """A `Model`. Not bound to a record: see `for_record`.

    `allowed` is called before each request, with a slot held; what it raises keeps the request from being sent. Once it
    raises, no more replies come in than were under way. Answers from the cache don't ask it.
    """

    def __init__(
        self,
        name: str,
        settings: EngineSettings,
        cache: CallCache,
        media: MediaStore,
        allowed: Callable[[], None] = lambda: None,
    ) -> None:
        self.name, self.settings, self.cache, self.media, self.allowed = name, settings, cache, media, allowed
        self.engine = open_engine(name, settings, cache.path.parent)
        self.urls = DataURLs(media)
        self.totals = Totals()
        self.log: list[str] | None = None
        """Where the keys of answered calls are noted."""

    def for_record(self, log: list[str]) -> Model:
        """The same model, noting the key of every answered call in `log`."""
        bound = copy(self)  # connections, limits, cache and totals stay shared
        bound.log = log
        return bound

    async def aclose(self) -> None:
        """Close the connections."""
        await self.engine.aclose()

    async def chat(
        self,
        messages: Sequence[Message],
        answer: type[Answer],
        *,
        temperature: float = 0.0,
        draw: int = 0,
    ) -> Answer:
        """Ask for one JSON reply; the call's key is added to `log`."""
        request = self._identity("chat", temperature=temperature, draw=draw, schema=answer.model_json_schema())
        request["messages"] = identity(messages)
        key = call_key(request)
        stored = self.cache.get(key)
        if stored is not None and problem_of(stored.reply, answer):
            await self.cache.discard(key)  # the shape has become stricter than its JSON schema tells

        async def send() -> Call:
            self.allowed()
            body = await self._body(messages, answer, temperature, draw)
            return await self._chat(key, request, body, answer)

        call = await self._answer(key, send)
        return parse_reply(call.reply, answer)

    async def draws(
        self, messages: Sequence[Message], answer: type[Answer], count: int, *, temperature: float = 1.0
    ) -> list[Answer]:
        """Ask `count` times."""
        asked = [self.chat(messages, answer, temperature=temperature, draw=draw) for draw in range(count)]
        return list(await asyncio.gather(*asked))

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Ask for one vector for each text."""
        raise NotImplementedError

    async def converse(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[Mapping[str, Any]] = (),
        temperature: float = 0.0,
        draw: int = 0,
        max_tokens: int | None = None,
        stop: Sequence[str] = (),
        top_logprobs: int = 0,
    ) -> Said:
        """Ask for the next turn; the call's key is added to `log`, unless the turn was cut off."""
        request = self._identity("turn", temperature=temperature, draw=draw, max_tokens=max_tokens)
        request |= {"tools": list(tools), "stop": list(stop), "messages": identity(messages)}
        key = call_key(request)

        async def send() -> Call:
            self.allowed()
            begun = time.monotonic()
            sent = await to_wire(messages, self.urls.of)
            (reply, *_) = read_replies(
                await self.engine.chat(turn_body(sent, tools, temperature, draw, max_tokens, stop))
            )
            cost = self.totals.count(reply, self.settings)
            if reply.refusal or reply.finish == "content_filter":
                raise UnusableReply(
                    f"model {self.name} gave no turn: it {_problem(reply)}. Expected text or a tool call. Check what "
                    "the question and its pictures ask for."
                )
            if reply.finish == "length":
                raise CutOff(said(reply))
            return self._call(key, request, to_text(said(reply)), [reply], cost, begun)

        try:
            return from_text((await self._answer(key, send)).reply)
        except CutOff as cut:
            return cut.said

    async def edit_image(self, prompt: str, image: Media, *, draw: int = 0) -> Media:
        """Ask for an edited picture; the call's key is added to `log`."""
        request = self._identity("image_edit", prompt=prompt, image=image.hash, size="auto", draw=draw)
        key = call_key(request)

        async def send() -> Call:
            self.allowed()
            begun = time.monotonic()
            png = await asyncio.to_thread(upright_png, self.media, image)
            reply = read_picture(await self.engine.edit_image(prompt, png))
            cost = self.totals.count(reply, self.settings)
            try:
                edited = await asyncio.to_thread(keep_picture, self.media, reply.text)
            except (ValueError, BadImage) as error:
                raise UnusableReply(
                    f"model {self.name} sent no usable picture: {error}. Expected one in base64. Check that the model "
                    "edits images and answers with b64_json."
                ) from None
            return self._call(key, request, edited.model_dump_json(), [reply], cost, begun)

        call = await self._answer(key, send)
        return Media.model_validate_json(call.reply)

    def _identity(self, kind: str, **parameters: Any) -> dict[str, Any]:
        """What can change an answer, and nothing that can't: no address, key, limit or retry."""
        model, _, revision = self.name.partition("@")
        return {"engine": ENGINE, "kind": kind, "model": model, "revision": revision, **parameters}

    async def _answer(self, key: str, send: Callable[[], Awaitable[Call]]) -> Call:
        stored = self.cache.get(key)
        if stored is None:
            stored, was_stored = await self.cache.answer(key, send, self.engine.slots())
            self.totals.hits += was_stored
        else:
            self.totals.hits += 1
        if self.log is not None:
            self.log.append(key)
        return stored

    async def _chat(self, key: str, request: dict[str, Any], body: dict[str, Any], answer: type[BaseModel]) -> Call:
        """Ask until a reply is usable, at most `REASKS` times more."""
        begun, replies, costs = time.monotonic(), list[Reply](), list[float | None]()
        while True:
            (reply, *_) = read_replies(await self.engine.chat(body))
            replies.append(reply)
            costs.append(self.totals.count(reply, self.settings))
            problem = _problem(reply) or problem_of(reply.text, answer)
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
            "messages": await to_wire(messages, self.urls.of),
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": answer.__name__, "schema": schema, "strict": True},
            },
            "temperature": temperature,
        }
        return body | {"seed": draw} if temperature else body


def _problem(reply: Reply) -> str:
    """Why a reply can't be used whatever was asked for; empty when it can."""
    if reply.refusal:
        return f"refuses ({reply.refusal[:200]})"
    if reply.finish == "length":
        return "was cut off at the length limit"
    return "was cut off by the server's content filter" if reply.finish == "content_filter" else ""


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
