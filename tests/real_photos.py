"""Photographs of the real data, for what only shows on them."""

from pathlib import Path

from PIL import Image


def photos(real_data: Path, count: int, longest: int = 600) -> list[Image.Image]:
    """So many from folders of photographs of every kind, evenly spread, none longer than `longest` pixels."""
    folders = ("vqa/cc3m_captions/images", "vqa/vqav2_coco/images", "vqa/raccoon/images", "dedup/images/ukbench")
    paths = [path for folder in folders for path in sorted((real_data / folder).glob("*.jpg"))]
    taken = []
    for path in paths[:: max(len(paths) // count, 1)][:count]:
        picture = Image.open(path).convert("RGB")
        picture.thumbnail((longest, longest))
        taken.append(picture)
    return taken
