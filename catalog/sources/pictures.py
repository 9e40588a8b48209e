"""Finds the picture a row points to, inside the source's folder and nowhere else, and stores it once.

    "2.png" → cases/2.jpg      42 → COCO_val2014_000000000042.jpg      "../../etc/passwd" → path_outside

The name alone is looked for where nothing lies at the path itself.
"""

import base64
import binascii
import hashlib
import os
import re
from collections import OrderedDict
from collections.abc import Iterator
from itertools import product
from pathlib import Path, PurePosixPath, PureWindowsPath

from synthloom.catalog.media import MAX_BYTES
from synthloom.catalog.sources.rows import Reference
from synthloom.schemas.media import BadImage, Media, MediaStore
from synthloom.schemas.steps import Reject

SUFFIXES = frozenset({
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".jp2", ".j2k",
    ".avif", ".ico", ".mpo", ".tga", ".dds", ".psd", ".sgi", ".pcx", ".fli", ".eps",
})  # fmt: skip
_FOLDERS = (
    "", "images", "image", "img", "imgs", "JPEGImages", "Images", "cases", "photos", "pictures", "train", "val", "test",
    "data",
)  # fmt: skip
_NUMBERED = re.compile(r"(?:[A-Za-z]+_[A-Za-z]+\d*_|image_?|img_?|im_?)?0*(\d+)", re.IGNORECASE)
"""Names that are a number: `42`, `000000000042`, `COCO_val2014_000000000042`, `image3`."""
_CACHED = 50_000


class Pictures:
    """The pictures of one source. A file is read, hashed and decoded once, however many questions ask about it."""

    def __init__(self, root: Path, store: MediaStore) -> None:
        self.root = root.resolve()
        self._store = store
        self._known: OrderedDict[str, Media | BadImage] = OrderedDict()
        self._found: dict[tuple[Path, str], Path] = {}
        self._index: dict[str, list[Path]] | None = None

    def find(self, reference: Reference, base: Path) -> Path | bytes:
        """Where the picture lies, or the picture itself. Rejects: `no_image`, `image_is_url`, `path_outside`."""
        if isinstance(reference, bytes):
            return reference
        if isinstance(reference, int):
            return self._by_name(str(reference))
        if re.match(r"(https?|ftp|s3|gs)://", reference, re.IGNORECASE):
            raise Reject("image_is_url", reference[:200])
        if (embedded := _embedded(reference)) is not None:
            return embedded
        if (base, reference) not in self._found:
            if len(self._found) >= _CACHED:
                self._found.clear()
            name = reference.removeprefix("file://")
            self._found[base, reference] = self._by_path(
                PureWindowsPath(name).as_posix() if "\\" in name else name, base
            )
        return self._found[base, reference]

    def _by_path(self, name: str, base: Path) -> Path:
        """A file by its path from the annotation's folder or the source's, or failing that by its name."""
        outside = False
        for place, folder in product({base: None, self.root: None}, _FOLDERS):
            path = place / folder / name
            if _is_file(path):
                if path.resolve().is_relative_to(self.root):
                    return path
                outside = True
        pure = PurePosixPath(name)
        if outside or pure.is_absolute() or ".." in pure.parts or re.match(r"[A-Za-z]:", name):
            raise Reject("path_outside", name[:200])
        return self._by_name(pure.name)

    def put(self, picture: Path | bytes) -> Media:
        """The stored picture. Rejects with the reason of `BadImage`."""
        key = str(picture) if isinstance(picture, Path) else hashlib.sha256(picture).hexdigest()
        if key not in self._known:
            try:
                self._known[key] = self._store.put(_read(picture) if isinstance(picture, Path) else picture)
            except BadImage as error:
                self._known[key] = error
            if len(self._known) > _CACHED:
                self._known.popitem(last=False)
        known = self._known[key]
        if isinstance(known, BadImage):
            raise Reject(known.reason, str(known))
        return known

    def _by_name(self, name: str) -> Path:
        """A file anywhere in the folder by its name, its name without suffix, or its number, where just one has it."""
        if self._index is None:
            self._index = self._make_index()
        stem = PurePosixPath(name).stem if PurePosixPath(name).suffix.lower() in SUFFIXES else name
        number = _NUMBERED.fullmatch(stem)
        for key in (name.lower(), stem.lower(), f"#{number[1]}" if number else ""):
            matches = self._index.get(key, [])
            if len(matches) == 1:
                return matches[0]
            if matches:
                raise Reject("no_image", f"{len(matches)} files are called {name[:100]!r}")
        raise Reject("no_image", f"no file {name[:100]!r} in the source's folder")

    def _make_index(self) -> dict[str, list[Path]]:
        index: dict[str, list[Path]] = {}
        for path in walk(self.root):
            if path.suffix.lower() in SUFFIXES and path.resolve().is_relative_to(self.root):
                number = _NUMBERED.fullmatch(path.stem)
                keys = {path.name.lower(): None, path.stem.lower(): None}
                for key in (*keys, *([f"#{number[1]}"] if number else [])):
                    index.setdefault(key, []).append(path)
        return index


def walk(root: Path) -> Iterator[Path]:
    """All files under a folder in a fixed order; hidden ones are left out, and catalogs that lie in it."""
    for folder, folders, files in os.walk(root):
        # `./synthloom-data` is where runs write, so a source around it would feed on its own output.
        if "catalog.duckdb" in files or {"media", "work"} <= set(folders):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(folder, name)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # longer than a name may be, or with a NUL inside
        return False


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise BadImage("image_too_large", f"{size} bytes, at most {MAX_BYTES}")
    try:
        return path.read_bytes()
    except PermissionError as error:
        raise BadImage("image_unreadable", f"no permission to read {path.name}") from error


def _embedded(text: str) -> bytes | None:
    """A picture written as base64, as MMBench's TSV and data addresses have it."""
    if text.startswith("data:image/") and ";base64," in text[:64]:
        text = text.split(",", 1)[1]
    elif len(text) < 256 or not text.startswith(("/9j/", "iVBOR", "R0lGOD", "UklGR", "Qk")):
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Reject("image_unreadable", "not valid base64") from error
