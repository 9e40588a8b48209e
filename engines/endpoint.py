"""A model behind an engine: typed replies, draws, free turns, vectors; every usable one kept in the call cache.

    endpoint = Endpoint("Qwen/Qwen3-VL-8B-Instruct", settings.engine(name, "judge"), cache, media)
    log: list[str] = []
    judgement = await endpoint.for_record(log).chat(messages, QualityJudgement)   # log now holds the call's key
    said = await endpoint.for_record(log).converse(messages, tools=schemas)      # Said(text="", calls=(Called(…),))

A typed reply must be one JSON object of the asked shape. One that isn't, or that was cut off at the length limit, is
asked for again with the reason; it is never stored as an answer, and a cut one is never parsed. A free turn is taken as
it is; one that was cut off is returned but not stored. What unusable replies cost is noted as soon as they are there.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from copy import copy
from typing import Any

from synthloom.engines.asking.calling import Calling
from synthloom.engines.asking.conversation import from_text, identity, said, to_text, to_wire, turn_body
from synthloom.engines.asking.model_name import read_name
from synthloom.engines.asking.pictures import Pictures, keep_picture, uploader, upright_png
from synthloom.engines.asking.replies import CutOff, UnusableReply, read_picture
from synthloom.engines.asking.together import together
from synthloom.engines.asking.typed import Several, Typed
from synthloom.engines.asking.vectors import embed
from synthloom.engines.calls.call import Call, canonical
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.calls.no_cache import NoCache
from synthloom.engines.engine import EngineError
from synthloom.engines.open_engine import open_engine
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import BadImage, Media, MediaStore
from synthloom.schemas.steps import Answer, Message, Model, Said


class Endpoint:
    """A `Model`. Not bound to a record: see `for_record`.

    `allowed` is held around each request, with a slot held; what it raises keeps the request from being sent. Once it
    raises, no more replies come in than were under way. Answers from the cache don't ask it.
    """

    def __init__(
        self,
        name: str,
        settings: EngineSettings,
        cache: CallCache | NoCache,
        media: MediaStore,
        allowed: Callable[[], AbstractAsyncContextManager[object]] = nullcontext,
    ) -> None:
        self.name, self.settings, self.cache, self.media = name, settings, cache, media
        model, folder = read_name(name), cache.path.parent
        self.engine = open_engine(model.served, settings, folder)
        upload = uploader(name, self.engine) if settings.images == "upload" else None
        self.pictures = Pictures(media, folder.parent, settings.images, upload)
        self.calling = Calling(name, model, settings, cache, self.engine, allowed)
        self.totals, self.several = self.calling.totals, Several(settings.draws_at_once)

    def for_record(self, log: list[str]) -> Model:
        """The same model, noting in `log` the key of every call that was answered, or cost something without."""
        bound = copy(self)
        bound.calling = self.calling.noting(log)
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
        """Ask for one JSON reply; the call's key is added to the log."""
        return await Typed(self.calling, self.pictures, messages, answer, temperature).one(draw)

    async def draws(
        self, messages: Sequence[Message], answer: type[Answer], count: int, *, temperature: float = 1.0
    ) -> list[Answer]:
        """Ask `count` times; with `draws_at_once` in one request, and singly for what that leaves out."""
        question = Typed(self.calling, self.pictures, messages, answer, temperature)
        replies, refused = dict[int, Answer](), False
        if self.several.wanted:
            try:
                replies = await question.together(range(count), self.several)
            except EngineError:
                if self.several.proven:
                    raise
                refused = True  # or the server is ill: then the single calls fail too
        alone = [draw for draw in range(count) if draw not in replies]
        replies |= dict(zip(alone, await together(question.one(draw) for draw in alone), strict=True))
        self.several.wanted &= not refused
        return [replies[draw] for draw in range(count)]

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
        """Ask for the next turn; the call's key is added to the log."""
        parts: dict[str, Any] = {"temperature": temperature, "draw": draw, "max_tokens": max_tokens}
        parts |= {"tools": list(tools), "stop": list(stop), "messages": identity(messages)}
        if top_logprobs:  # only then, so that calls without have the key they always had
            parts["top_logprobs"] = top_logprobs
        key, request = self.calling.keyed("turn", **{part: canonical(value) for part, value in parts.items()})

        async def body() -> dict[str, Any]:
            sent = await to_wire(messages, self.pictures.part)
            return turn_body(sent, tools, temperature, draw, max_tokens, stop, top_logprobs)

        async def send() -> Call:
            begun = time.monotonic()
            (priced, *_) = await self.calling.send(body)
            reply = priced[0]
            if reply.problem:
                await self.calling.throw_away(key, priced, reply.problem)
            if reply.refusal or reply.finish == "content_filter":
                raise UnusableReply(
                    f"model {self.name} gave no turn: it {reply.problem}. Expected text or a tool call. Check what "
                    "the question and its pictures ask for."
                )
            if reply.finish == "length":
                raise CutOff(said(reply))
            return self.calling.call(key, request, to_text(said(reply)), priced, begun)

        try:
            return from_text((await self.calling.answer(key, send)).reply)
        except CutOff as cut:
            return cut.said

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Ask for one vector for each text; those that aren't stored go together."""
        self._check_no_parameters("vectors")
        return await embed(self.calling, texts)

    async def edit_image(self, prompt: str, image: Media, *, draw: int = 0) -> Media:
        """Ask for an edited picture; the call's key is added to the log."""
        self._check_no_parameters("pictures")
        parts = {"prompt": prompt, "image": image.hash, "size": "auto", "draw": draw}
        key, request = self.calling.keyed("image_edit", **{part: canonical(value) for part, value in parts.items()})

        async def send() -> Call:
            begun = time.monotonic()
            png = await asyncio.to_thread(upright_png, self.media, image)
            async with self.calling.allowed():
                reply = read_picture(await self.engine.edit_image(prompt, png))
                priced = reply, self.totals.count(reply, self.settings)
            try:
                edited = await asyncio.to_thread(keep_picture, self.media, reply.text)
            except (ValueError, BadImage) as error:
                await self.calling.throw_away(key, priced, f"is no picture ({error})")
                raise UnusableReply(
                    f"model {self.name} sent no usable picture: {error}. Expected one in base64. Check that the model "
                    "edits images and answers with b64_json."
                ) from None
            return self.calling.call(key, request, edited.model_dump_json(), priced, begun)

        call = await self.calling.answer(key, send)
        return Media.model_validate_json(call.reply)

    def _check_no_parameters(self, asked: str) -> None:
        if parameters := self.calling.model.parameters:
            raise UserError(
                f"model {self.name} is asked for {asked}, and its {', '.join(parameters)} would go into chat requests "
                f"only; expected a name without parameters: use {self.calling.model.served}"
            )
