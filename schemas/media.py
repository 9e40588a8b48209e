"""Media: an image's address by content. Bytes live in the media store, never inside a record."""

from typing import Protocol

from PIL import Image
from pydantic import BaseModel, ConfigDict

EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif", "image/bmp": "bmp"}


class Media(BaseModel):
    """One image, addressed by the SHA-256 of its encoded bytes; width and height in pixels as displayed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hash: str
    mime: str
    width: int
    height: int

    @property
    def path(self) -> str:
        """Where the bytes lie, relative to the catalog."""
        return f"media/{self.hash[:2]}/{self.hash}.{EXTENSIONS.get(self.mime, 'bin')}"


class MediaStore(Protocol):
    """Where bytes are kept by content; the same bytes are stored once."""

    def put(self, data: bytes) -> Media:
        """Store an encoded image. Raises `BadImage` when the bytes are no picture or over the limits."""
        ...

    def put_image(self, image: Image.Image) -> Media:
        """Encode as PNG (an edit's difference is the label, so nothing may be lost) and store."""
        ...

    def read(self, media: Media) -> bytes:
        """The encoded bytes."""
        ...

    def image(self, media: Media) -> Image.Image:
        """The decoded picture: RGB, upright by its EXIF orientation, and the caller's own copy."""
        ...

    def upright(self, media: Media) -> bool:
        """Whether the encoded bytes show the picture upright to a reader that knows no EXIF."""
        ...

    def sync(self) -> None:
        """Make everything put so far survive a power cut: called before anything durable names it."""
        ...


class BadImage(ValueError):
    """Bytes that can't be used as a picture; `reason` is a reject code such as `image_unreadable`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
