"""Pictures whose pixels are fine and whose EXIF block isn't."""

import io
import struct
import zlib

from PIL import Image

BROKEN_EXIF = [
    b"",
    b"garbage",
    b"II*\0",
    b"II*\0\xff\xff\xff\xff",
    b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\xff\xff\xff\xff\0\x06\0\0",
    b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x02up\0\0\0\0\0\0",
]
"""Nothing, no TIFF, cut twice, a count of four billion, and an orientation that is a word."""


def with_exif(form: str, exif: bytes) -> bytes:
    """A picture of 40x30 pixels with this EXIF block."""
    file, image = io.BytesIO(), Image.new("RGB", (40, 30), "red")
    if form == "PNG":
        image.save(file, form)
        data, chunk = file.getvalue(), b"eXIf" + exif
        return data[:33] + struct.pack(">I", len(exif)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
    image.save(file, form, exif=b"Exif\0\0" + exif)
    return file.getvalue()
