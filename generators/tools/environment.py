"""What decides observations besides the arguments, in one line that a trajectory keeps and a replay compares.

environment_of((CROP, OCR), ToolSettings()) → "crop 1, ocr 1; opencv 5.0.0, pillow 13.0.0, ocr rapidocr 1.4.4"
"""

from collections.abc import Sequence
from functools import cache

from synthloom.schemas.tools import Tool, ToolSettings


def environment_of(tools: Sequence[Tool], settings: ToolSettings) -> str:
    """Versions of the tools and of what they compute with, CLIP and the back ends."""
    parts = [", ".join(f"{tool.name} {tool.version}" for tool in tools), _machine()]
    if settings.clip:
        parts.append(f"clip {settings.clip}")
    if settings.backends:
        parts.append(", ".join(f"{name}={backend}" for name, backend in settings.backends))
    return "; ".join(parts)


@cache
def _machine() -> str:
    import cv2
    import PIL

    from synthloom.engines.ocr import available

    return f"opencv {cv2.__version__}, pillow {PIL.__version__}, ocr {available() or 'none'}"
