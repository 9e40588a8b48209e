"""The media store: encoded images in files named by their SHA-256, `media/ab/ab….png`.

    LocalMedia(Path("data")).put(png) → Media(hash="3f2a…", mime="image/png", width=512, height=512)

Bytes are written aside and renamed, so a name never shows half a file; `sync` makes everything put so far
survive a power cut, and the runner calls it before a shard is marked done. The same bytes are stored once.
"""

import hashlib
import io
import uuid
import warnings
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from PIL import Image, UnidentifiedImageError

from synthloom.catalog.durable import make_folder, sync
from synthloom.catalog.png import encode_png
from synthloom.schemas.media import EXTENSIONS, BadImage, Media

MAX_BYTES = 64 * 2**20
MAX_PIXELS = 64_000_000
"""Larger pictures are no training images but bombs or scans; a 16-bit RGBA decode at this size is half a GB."""
CACHED_BYTES = 64 * 2**20
"""Questions about one picture follow each other, so a few decoded pictures save most decodes."""
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture of each EXIF orientation upright; 1 is upright."""
EXIF_KEYS = ("exif", "Raw profile type exif", "XML:com.adobe.xmp", "xmp")
"""Where Pillow keeps what it reads an orientation from."""


def probe(data: bytes) -> Media:
    """Hash and look into encoded bytes, decoding them whole. Raises `BadImage`."""
    if not data:
        raise BadImage("image_empty", "0 bytes")
    if len(data) > MAX_BYTES:
        raise BadImage("image_too_large", f"{len(data)} bytes, at most {MAX_BYTES}")
    image = decode(data)
    mime = Image.MIME[image.format or ""]
    turned = orientation(image) >= 5
    width, height = (image.height, image.width) if turned else image.size
    return Media(hash=hashlib.sha256(data).hexdigest(), mime=mime, width=width, height=height)


def decode(data: bytes) -> Image.Image:
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
    except UnidentifiedImageError as error:  # its words hold an address in memory: no two runs would say the same
        raise BadImage("image_unreadable", "no picture in a known format") from error
    except Image.DecompressionBombError as error:  # Pillow's own limit, which it holds before the format is known
        raise BadImage("image_too_large", str(error)[:200]) from error
    except Exception as error:  # Pillow's plugins raise about fifteen types for broken files, struct.error among them
        raise BadImage("image_unreadable", f"{type(error).__name__}: {error}"[:200]) from error
    return image


def orientation(image: Image.Image) -> int:
    """1 to 8, as EXIF counts; an orientation that can't be read is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = image.getexif().get(ORIENTATION, 1)
        return int(found) if found in TURNS else 1
    except Exception:  # a broken EXIF block raises SyntaxError, struct.error, ValueError, …; the pixels are fine
        return 1


class LocalMedia:
    """Media in a folder of a local or shared file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._unsynced: set[Path] = set()
        self._images: OrderedDict[str, Image.Image] = OrderedDict()
        self._cached_bytes = 0
        self._lock = Lock()
        self._sync_lock = Lock()

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
            make_folder(target.parent)
            aside = target.with_name(f"{media.hash}.{uuid.uuid4().hex}.tmp")
            aside.write_bytes(data)
            aside.replace(target)
        # Files that were there too: who put them may have been killed before it synced them.
        with self._lock:
            self._unsynced.add(target)
        return media

    def read(self, media: Media) -> bytes:
        """The encoded bytes."""
        return (self.root / media.path).read_bytes()

    def image(self, media: Media) -> Image.Image:
        """The decoded picture, RGB, upright, transparency laid on white; a copy the caller may draw on."""
        with self._lock:
            image = self._images.get(media.hash)
            if image is not None:
                self._images.move_to_end(media.hash)
        if image is None:
            image = upright_rgb(decode(self.read(media)))
            self._keep(media.hash, image)
        return image.copy()

    def _keep(self, digest: str, image: Image.Image) -> None:
        """Hold a decoded picture; those used longest ago make room."""
        with self._lock:
            if digest not in self._images:
                self._images[digest] = image
                self._cached_bytes += _size(image)
            while self._cached_bytes > CACHED_BYTES:
                _, oldest = self._images.popitem(last=False)
                self._cached_bytes -= _size(oldest)

    def upright(self, media: Media) -> bool:
        """Whether the encoded bytes show the picture upright to a reader that knows no EXIF."""
        return orientation(Image.open(io.BytesIO(self.read(media)))) == 1

    def sync(self) -> None:
        """Make everything put so far durable, what another thread is syncing too."""
        with self._sync_lock:
            with self._lock:
                paths, self._unsynced = self._unsynced, set()
            try:
                for path in sorted(paths):
                    sync(path)
                # All folders, new or not: who made them may have been killed before it synced them.
                folders = {folder for path in paths for folder in (path.parent, path.parent.parent, self.root)}
                for folder in sorted(folders, reverse=True):
                    sync(folder)
            except BaseException:
                with self._lock:
                    self._unsynced |= paths
                raise


def _size(image: Image.Image) -> int:
    return 3 * image.width * image.height


def upright_rgb(image: Image.Image) -> Image.Image:
    """As every rule and tool sees a picture: turned by its EXIF orientation, transparency laid on white."""
    turn = TURNS.get(orientation(image))
    if turn is not None:
        image = image.transpose(turn)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    rgb = image.convert("RGB")
    for key in EXIF_KEYS:  # or the next reader would turn it again
        rgb.info.pop(key, None)
    return rgb
