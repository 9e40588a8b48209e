"""Pictures on their way to and from a server: in the request, as a file's path, or uploaded; base64 in.

    pictures = Pictures(media_store, catalog, "data")
    await pictures.part(cat)
    → {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/4AAQ…"}}
    "path"   → {"type": "image_url", "image_url": {"url": "file:///data/catalog/media/3f/3f2a….jpg"}}
    "upload" → {"type": "file", "file": {"file_id": "file-8Hq…"}}     # the only part of OpenAI's chat with a file's id

How a picture is sent can't change what is in it, so no call's key knows of it.
"""

import asyncio
import base64
import io
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

from synthloom.engines.engine import Engine, EngineError
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import EXTENSIONS, Media, MediaStore

SENT_AS_IS = ("image/png", "image/jpeg", "image/webp")
"""What every vision server reads; GIF and BMP go as PNG."""
HELD_BYTES = 128 * 2**20
"""Every turn of a conversation sends its pictures again: 64 conversations of five photos of 400 kB each."""
HELD_IDS = 100_000
"""Uploaded pictures remembered; about 20 MB."""

Upload = Callable[[str, bytes, str], Awaitable[str]]
"""File name, bytes, mime → the file's id."""


class Pictures:
    """Pictures as parts of a message; what was made of those used longest ago makes room."""

    def __init__(
        self,
        store: MediaStore,
        catalog: Path,
        images: Literal["data", "path", "upload"] = "data",
        upload: Upload | None = None,
        held: int = HELD_BYTES,
    ) -> None:
        self.store, self.catalog, self.images, self.upload, self.held = store, catalog, images, upload, held
        self._urls: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0
        self._uploads: OrderedDict[str, asyncio.Task[str]] = OrderedDict()

    async def part(self, media: Media) -> dict[str, Any]:
        """The picture as a part of a message's content."""
        if self.images == "upload":
            return {"type": "file", "file": {"file_id": await self._uploaded(media)}}
        return {"type": "image_url", "image_url": {"url": await self._url(media)}}

    async def _url(self, media: Media) -> str:
        """Its address; made in a thread, where it isn't held."""
        url = self._urls.get(media.hash)
        if url is not None:
            self._urls.move_to_end(media.hash)
            return url
        make = self._file_url if self.images == "path" else self._data_url
        url = await asyncio.to_thread(make, media)
        if media.hash not in self._urls:
            self._urls[media.hash] = url
            self._bytes += len(url)
        while self._bytes > self.held:
            self._bytes -= len(self._urls.popitem(last=False)[1])
        return url

    def _data_url(self, media: Media) -> str:
        data, mime = sendable(self.store, media)
        return f"data:{mime};base64,{base64.b64encode(data).decode()}"

    def _file_url(self, media: Media) -> str:
        """A file that the server reads by itself; a picture that must be made sendable is stored as such first."""
        if not _as_is(self.store, media):
            media = self.store.put(upright_png(self.store, media))
        return (self.catalog.resolve() / media.path).as_uri()

    async def _uploaded(self, media: Media) -> str:
        """The id of its file; uploaded once, for all who ask at the same time too. A failure is tried again."""
        assert self.upload is not None
        task = self._uploads.get(media.hash)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._uploads[media.hash] = asyncio.ensure_future(self._send(self.upload, media))
            while len(self._uploads) > HELD_IDS:
                self._uploads.popitem(last=False)
        self._uploads.move_to_end(media.hash)
        return await asyncio.shield(task)

    async def _send(self, upload: Upload, media: Media) -> str:
        data, mime = await asyncio.to_thread(sendable, self.store, media)
        return await upload(f"{media.hash}.{EXTENSIONS[mime]}", data, mime)


def uploader(model: str, engine: Engine) -> Upload:
    """What uploads files to the engine's address. Raises `UserError` where the engine has none."""
    sdk = getattr(engine, "sdk", None)
    if sdk is None:
        raise UserError(
            f'model {model} has images = "upload", but its engine has no address to upload files to; expected '
            'engine = "openai": set images to "data"'
        )

    async def upload(name: str, data: bytes, mime: str) -> str:
        import openai

        try:
            file = await sdk().files.create(file=(name, data, mime), purpose="vision")
        except openai.OpenAIError as error:
            # Without its text and cause, in which a server may repeat the key.
            told = f"HTTP {error.status_code}" if isinstance(error, openai.APIStatusError) else type(error).__name__
            raise EngineError(
                f"model {model} took no upload of picture {name[:12]}: {told}. Expected an id for it. Check that its "
                'address has /files, or set images to "data".'
            ) from None
        return str(file.id)

    return upload


def sendable(store: MediaStore, media: Media) -> tuple[bytes, str]:
    """The picture as a model should see it: servers differ in whether they turn a photo upright, so we do."""
    return (store.read(media), media.mime) if _as_is(store, media) else (upright_png(store, media), "image/png")


def _as_is(store: MediaStore, media: Media) -> bool:
    return media.mime in SENT_AS_IS and store.upright(media)


def upright_png(store: MediaStore, media: Media) -> bytes:
    """RGB without transparency, which edit endpoints would take for a mask."""
    buffer = io.BytesIO()
    store.image(media).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def keep_picture(store: MediaStore, encoded: str) -> Media:
    """Store a picture given in base64, durably. Raises `ValueError` or `BadImage` when it is none."""
    media = store.put(base64.b64decode(encoded, validate=True))
    store.sync()
    return media
