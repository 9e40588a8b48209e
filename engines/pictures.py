"""Pictures on their way to and from a server: data URLs out, base64 in.

data_url(media_store, media)   → "data:image/jpeg;base64,/9j/4AAQ…"
"""

import asyncio
import base64
import io
from collections import OrderedDict

from synthloom.schemas.media import Media, MediaStore

SENT_AS_IS = ("image/png", "image/jpeg", "image/webp")
"""What every vision server reads; GIF and BMP go as PNG."""


HELD_BYTES = 128 * 2**20
"""Every turn of a conversation sends its pictures again: 64 conversations of five photos of 400 kB each."""


class DataURLs:
    """Data URLs of pictures; those used longest ago make room."""

    def __init__(self, store: MediaStore, held: int = HELD_BYTES) -> None:
        self.store, self.held = store, held
        self._urls: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0

    async def of(self, media: Media) -> str:
        """The data URL of a picture; encoded in a thread, where it isn't held."""
        url = self._urls.get(media.hash)
        if url is not None:
            self._urls.move_to_end(media.hash)
            return url
        url = await asyncio.to_thread(data_url, self.store, media)
        if media.hash not in self._urls:
            self._urls[media.hash] = url
            self._bytes += len(url)
        while self._bytes > self.held:
            self._bytes -= len(self._urls.popitem(last=False)[1])
        return url


def data_url(store: MediaStore, media: Media) -> str:
    """The picture as a model should see it: servers differ in whether they turn a photo upright, so we do."""
    data, mime = store.read(media), media.mime
    if mime not in SENT_AS_IS or not store.upright(media):
        data, mime = upright_png(store, media), "image/png"
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


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
