"""A session: one rollout's view of the tools. Arguments are checked, tools run, pictures get short ids.

    session = open_session(context.media, context.corpora, catalog, corpus_key, [picture], ToolSettings())
    await session.call("crop", '{"image": "img_1", "bbox": [10, 20, 200, 180]}')
    → Returned(tool="crop", text="img_2: 190x160 pixels, …", images=("img_2",))

What a tool or a server can be blamed for is an observation with an error class; any other exception is a bug of ours
and is raised. A call that runs out of time or fails leaves no picture behind.
"""

import asyncio
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from PIL.Image import Image
from pydantic import BaseModel, ValidationError

from synthloom.catalog.trajectories.annotate import observation_hash
from synthloom.engines.online.tool_cache import EXPIRES_DAYS, ToolCache, open_tool_cache
from synthloom.engines.settings import Settings
from synthloom.generators.tools.aliases import to_canonical
from synthloom.generators.tools.environment import environment_of
from synthloom.generators.tools.offered import TOOLS, tools_named
from synthloom.generators.tools.online import EMBEDDED, answer, check_backends, server_of
from synthloom.schemas.corpus import Corpora, Corpus
from synthloom.schemas.media import BadImage, Media, MediaStore
from synthloom.schemas.tools import FAILURES, ErrorClass, Returned, Tool, ToolError, ToolSettings


def open_session(
    media: MediaStore,
    corpora: Corpora,
    catalog: Path,
    corpus: str,
    images: Sequence[Media],
    settings: ToolSettings,
    servers: Settings | None = None,
) -> "LocalSession":
    """A session over a corpus, by key, or over none (empty key); the pictures are `img_1`, `img_2`, …

    Raises `UserError` where the catalog lacks the corpus, a tool isn't known, or a back end isn't set up.
    """
    servers = servers or Settings()
    check_backends(settings, servers)
    opened = corpora.open(corpus) if corpus else None
    return LocalSession(media, opened, images, settings, servers, open_tool_cache(catalog))


class LocalSession:
    """See `schemas.tools.Session`."""

    def __init__(
        self,
        media: MediaStore,
        corpus: Corpus | None,
        images: Sequence[Media],
        settings: ToolSettings,
        servers: Settings,
        cached: ToolCache,
    ) -> None:
        self.media, self.settings = media, settings
        self.tools = tools_named(settings.names)
        self.corpus, self.servers, self.cached = corpus, servers, cached
        self.origins: dict[str, str] = {}
        """Short id → address, of pictures that came from the web."""
        self._images = {f"img_{place}": image for place, image in enumerate(images, 1)}
        self._backends = {tool: backend for tool, backend in settings.backends if backend != EMBEDDED}
        self._ready = {tool.name for tool in self.tools if tool.prepare is None or tool.name in self._backends}

    @property
    def images(self) -> Mapping[str, Media]:
        """The pictures so far, by short id, in order."""
        return MappingProxyType(self._images)

    @property
    def environment(self) -> str:
        """What decides observations besides the arguments."""
        return environment_of(self.tools, self.settings)

    async def prepare(self) -> None:
        """Make what the tools need and isn't there yet, such as indexes, in a thread."""
        for tool in self.tools:
            await self._prepare(tool, _OneCall(self))

    async def call(self, name: str, arguments: str) -> Returned:
        """Call a tool by its name or a paper's, with its arguments as JSON text."""
        tool: Tool | None = None
        desk = _OneCall(self)
        ours = ""
        try:
            tool, raw = to_canonical(name, read_json(arguments), TOOLS, desk.size)
            if tool not in self.tools:
                offered = ", ".join(tool.name for tool in self.tools)
                raise ToolError("refused", f"The tool {tool.name} is switched off here; there are {offered}.")
            asked = read_arguments(tool, raw)
            ours = asked.model_dump_json(exclude_unset=True)
            await self._prepare(tool, desk)
            text = await self._run(tool, asked, desk)
        except ToolError as error:
            # One text for both ways to run out of time: the server's own limit, and the call's.
            text = f"{tool.name} gave no answer in time." if tool and error.error == "timeout" else error.text
            return self._returned(tool, ours, text, {}, error.error)
        self._images |= desk.added
        self.origins |= desk.origins
        return self._returned(tool, ours, text, desk.added, None)

    async def _prepare(self, tool: Tool, desk: "_OneCall") -> None:
        if tool.prepare is not None and tool.name not in self._ready:
            with suppress(ToolError):  # the call itself will say so
                await asyncio.get_running_loop().run_in_executor(_embedded(), tool.prepare, desk)
            self._ready.add(tool.name)

    async def _run(self, tool: Tool, asked: BaseModel, desk: "_OneCall") -> str:
        """In a thread; the time that counts begins when a thread is free."""
        loop = asyncio.get_running_loop()
        begun = asyncio.Event()

        def work() -> str:
            loop.call_soon_threadsafe(begun.set)
            return answer(tool, backend, asked, desk, self.servers) if backend else tool.run(asked, desk)

        backend = self._backends.get(tool.name, "")
        pool = _threads(backend, server_of(backend, self.servers).concurrency, os.getpid()) if backend else _embedded()
        working = loop.run_in_executor(pool, work)
        # A server may be late; what is computed here gets longer, or a busy machine would change the result.
        seconds = self.settings.timeout * (1 if backend else 10)
        try:
            await begun.wait()
            return await asyncio.wait_for(working, seconds)
        except TimeoutError:
            # The thread goes on alone; what it adds is on a desk that nobody reads any more.
            raise ToolError("timeout", "") from None

    def _returned(
        self, tool: Tool | None, asked: str, text: str, added: Mapping[str, Media], error: ErrorClass | None
    ) -> Returned:
        if error in FAILURES:
            text = f"[{error}] {text}"  # whoever has only the text, such as a reward, can tell a failure by it
        hashed = observation_hash(text, error, [media.hash for media in added.values()])
        name = tool.name if tool else ""
        same = tool is None or (tool.deterministic and name not in self._backends)
        return Returned(name, text, tuple(added), error, same and error != "timeout", asked, hashed)


class _OneCall:
    """The desk of one call: pictures it adds count only once it has returned."""

    def __init__(self, session: LocalSession) -> None:
        self.media, self.settings, self._session = session.media, session.settings, session
        self.added: dict[str, Media] = {}
        self._before = len(session.images)
        self.origins = dict(session.origins)
        """Addresses of the pictures that came from the web, those of calls before too."""

    @property
    def corpus(self) -> Corpus:
        if self._session.corpus is None:
            raise ToolError("refused", "There is no corpus to search here.")
        return self._session.corpus

    def media_of(self, ref: str) -> Media:
        """A picture's address. Raises `ToolError` where there is none."""
        known = {**self._session.images, **self.added}
        if ref not in known:
            there = f"there are {', '.join(known)}" if known else "there is none"
            raise ToolError("bad_arguments", f"There is no image {ref!r}; {there}.")
        return known[ref]

    def image(self, ref: str) -> Image:
        return self.media.image(self.media_of(ref))

    def size(self, ref: str) -> tuple[int, int]:
        """Width and height in pixels."""
        media = self.media_of(ref)
        return media.width, media.height

    def add(self, picture: Image | bytes | Media) -> str:
        if isinstance(picture, bytes):
            try:
                picture = self.media.put(picture)
            except BadImage as bad:
                raise ToolError("malformed", f"That is no picture that can be used: {bad.reason}.") from None
        media = picture if isinstance(picture, Media) else self.media.put_image(picture)
        name = f"img_{self._before + len(self.added) + 1}"
        self.added[name] = media
        return name

    def cached(self, kind: str, asked: Mapping[str, Any], answer: Callable[[], str]) -> str:
        server = self._session.servers.tools.get(kind)
        return self._session.cached.answer(kind, asked, answer, server.expires_days if server else EXPIRES_DAYS)


def read_json(arguments: str) -> dict[str, Any]:
    """Arguments from JSON text; empty text is no arguments. Raises `ToolError` (`bad_arguments`)."""
    try:
        read = json.loads(arguments or "{}", parse_constant=_no_number)
        json.dumps(read, ensure_ascii=False).encode()  # half of a surrogate pair is no text and can't be stored
    except (ValueError, RecursionError) as error:
        raise ToolError("bad_arguments", f"The arguments are no JSON that can be read: {str(error)[:200]}.") from None
    if not isinstance(read, dict):
        raise ToolError("bad_arguments", f"The arguments are {_kind(read)}; expected a JSON object.")
    return read


def read_arguments(tool: Tool, raw: Mapping[str, Any]) -> BaseModel:
    """Arguments of the tool's own type. Raises `ToolError` (`bad_arguments`) that says what is wrong with which."""
    fields = tool.arguments.model_fields
    takes = ", ".join(name if field.is_required() else f"{name} (optional)" for name, field in fields.items())
    wrong = [f"{name} is no argument of it" for name in raw if name not in fields]
    if not wrong:
        try:
            return tool.arguments.model_validate_json(json.dumps(raw, ensure_ascii=False), strict=True)
        except ValidationError as invalid:
            wrong = [_problem(error) for error in invalid.errors(include_url=False, include_input=False)]
    raise ToolError("bad_arguments", f"{tool.name}: {'; '.join(wrong[:3])}. It takes {takes or 'nothing'}.")


def _problem(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the arguments"
    return f"{place} {'is missing' if error['type'] == 'missing' else 'is wrong: ' + error['msg'].lower()}"


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _kind(value: object) -> str:
    return {list: "a list", str: "a string", bool: "a truth value", type(None): "null"}.get(type(value), "a number")


@cache
def _threads(backend: str, workers: int, process: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, f"tools-{backend}")


def _embedded() -> ThreadPoolExecutor:
    """Embedded tools compute, so as many run at once as there are processors; a server has as many as it takes."""
    return _threads("", max(2, _processors()), os.getpid())


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
