"""The media store: encoded images in files named by their SHA-256, `media/ab/ab….png`.

    LocalMedia(Path("data")).put(png) → Media(hash="3f2a…", mime="image/png", width=512, height=512)

Bytes are written aside and renamed, so a name never shows half a file; `sync` makes everything put so far
survive a power cut, and the runner calls it before a shard is marked done. The same bytes are stored once.
"""

import hashlib
import io
import os
import uuid
import warnings
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from PIL import Image, ImageOps

from synthloom.catalog.png import encode_png
from synthloom.schemas.media import EXTENSIONS, BadImage, Media

MAX_BYTES = 64 * 2**20
MAX_PIXELS = 64_000_000
"""Larger pictures are no training images but bombs or scans; a 16-bit RGBA decode at this size is half a GB."""
CACHED_IMAGES = 16
"""Questions about one picture follow each other, so a few decoded pictures save most decodes."""


def probe(data: bytes) -> Media:
    """Hash and look into encoded bytes, decoding them whole. Raises `BadImage`."""
    if not data:
        raise BadImage("image_empty", "0 bytes")
    if len(data) > MAX_BYTES:
        raise BadImage("image_too_large", f"{len(data)} bytes, at most {MAX_BYTES}")
    image = _decode(data)
    mime = Image.MIME[image.format or ""]
    upright = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    width, height = (image.height, image.width) if upright else image.size
    return Media(hash=hashlib.sha256(data).hexdigest(), mime=mime, width=width, height=height)


def _decode(data: bytes) -> Image.Image:
    """Open and decode under the limits; every way a picture can be bad ends in `BadImage`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
            # Asked before decoding: some decoders of refused formats are slow and write to stderr.
            if (mime := Image.MIME.get(image.format or "", "application/octet-stream")) not in EXTENSIONS:
                raise BadImage("image_format", f"{mime} is none of {', '.join(EXTENSIONS)}")
            if image.width * image.height > MAX_PIXELS:
                raise BadImage("image_too_large", f"{image.width}x{image.height} pixels, at most {MAX_PIXELS}")
            if getattr(image, "n_frames", 1) > 1:
                image.seek(0)
            image.load()
    except BadImage:
        raise
    except MemoryError:
        raise
    except Exception as error:  # Pillow's plugins raise about fifteen types for broken files, struct.error among them
        raise BadImage("image_unreadable", f"{type(error).__name__}: {error}"[:200]) from error
    return image


class LocalMedia:
    """Media in a folder of a local or shared file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._unsynced: list[Path] = []
        self._images: OrderedDict[str, Image.Image] = OrderedDict()
        self._lock = Lock()

    def put(self, data: bytes) -> Media:
        """Store an encoded image. Raises `BadImage`."""
        return self._store(probe(data), data)

    def put_image(self, image: Image.Image) -> Media:
        """Encode as PNG and store."""
        data = encode_png(image)
        digest = hashlib.sha256(data).hexdigest()
        return self._store(Media(hash=digest, mime="image/png", width=image.width, height=image.height), data)

    def _store(self, media: Media, data: bytes) -> Media:
        target = self.root / media.path
        # A power cut can leave a renamed file short, so an existing file counts only at its full size.
        if not (target.exists() and target.stat().st_size == len(data)):
            target.parent.mkdir(parents=True, exist_ok=True)
            aside = target.with_name(f"{media.hash}.{uuid.uuid4().hex}.tmp")
            aside.write_bytes(data)
            aside.replace(target)
            with self._lock:
                self._unsynced.append(target)
        return media

    def read(self, media: Media) -> bytes:
        """The encoded bytes."""
        return (self.root / media.path).read_bytes()

    def image(self, media: Media) -> Image.Image:
        """The decoded picture, RGB, upright, transparency laid on white; a copy the caller may draw on."""
        with self._lock:
            image = self._images.get(media.hash)
        if image is None:
            image = _upright_rgb(_decode(self.read(media)))
            with self._lock:
                self._images[media.hash] = image
                if len(self._images) > CACHED_IMAGES:
                    self._images.popitem(last=False)
        return image.copy()

    def sync(self) -> None:
        """Make everything put so far durable."""
        with self._lock:
            paths, self._unsynced = self._unsynced, []
        for path in (*paths, *{path.parent for path in paths}):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _upright_rgb(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        rgba = upright.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return upright.convert("RGB")
