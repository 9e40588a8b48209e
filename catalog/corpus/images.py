"""Where a page's pictures are found by name: in the source itself, in a folder of files, on Commons where allowed.

    Pictures(corpus, folder=Path("images")).find("Ray Charles FIJM 2003.jpg")
      → the bytes of images/c/c4/ray_Charles_FIJM_2003.jpg, as MediaWiki lays files out; any layout of folders will do

Pictures have licences of their own, whatever the text's is; none of the three places states them, so they are unknown.
What Commons answered, "no such file" included, is kept by the hash of its address and not asked again.
"""

import hashlib
import os
import re
import time
import unicodedata
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http.client import HTTPException
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from synthloom.catalog.corpus.public_address import PrivateAddress, opener
from synthloom.catalog.user_cache import user_cache
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import BadImage

COMMONS = "https://commons.wikimedia.org/wiki/Special:FilePath/{name}?width=1024"
"""`{name}` is the file's name; an address may also hold `{hashed}`, `a/ab`, the first digits of the name's MD5, as in
`https://upload.wikimedia.org/wikipedia/commons/{hashed}/{name}`, which gives originals of any size."""
MAX_BYTES = 20 * 2**20
TIMEOUT, WHOLE_TIMEOUT = 30.0, 120.0
"""Seconds for a connection to say something, and for a whole answer."""
WAITS = (2.0, 8.0, 30.0)
"""Seconds before each further try after 429, 5xx or a broken connection, where the server names no other time."""
LONGEST_WAIT = 120.0
MISSING = (404, 410)
RETRIED = (429, 500, 502, 503, 504)
_CHUNK = 2**18
_THUMBNAIL = re.compile(r"^(?:lossy-|lossless-)?(?:page\d+-)?(\d+)px-")


def title_of(name: str) -> str:
    """A file's name as MediaWiki keeps it: `ray charles.jpg` → `Ray_charles.jpg`."""
    title = "_".join(unicodedata.normalize("NFC", name).replace("_", " ").split())
    return title[:1].upper() + title[1:]


def address(endpoint: str, name: str) -> str:
    """The address of a file's picture."""
    title = title_of(name)
    digest = hashlib.md5(title.encode(), usedforsecurity=False).hexdigest()
    return endpoint.replace("{hashed}", f"{digest[0]}/{digest[:2]}").replace("{name}", quote(title, safe=""))


@dataclass(frozen=True)
class Pictures:
    """The pictures of a corpus's pages."""

    corpus: Corpus
    folder: Path | None = None
    commons: bool = False
    endpoint: str = COMMONS
    allow_private: bool = False
    """Whether the endpoint may be inside, as a company wiki's is."""
    cache: Path | None = None

    def find(self, name: str) -> bytes | None:
        """The encoded picture; None where no place has it.

        Raises `BadImage` for one over the limits, `UserError` for an endpoint that may not be asked, and
        `urllib.error.URLError` or another `OSError` where the endpoint doesn't answer after all tries.
        """
        if (data := self.corpus.image(name)) is not None:
            return data
        if self.folder is not None and (path := _look_up(self.folder, name)) is not None:
            _check_size(path.stat().st_size)
            return path.read_bytes()
        return self._ask(address(self.endpoint, name)) if self.commons else None

    def _ask(self, url: str) -> bytes | None:
        cache = self.cache or user_cache("pictures")
        stored = cache / hashlib.sha256(url.encode()).hexdigest()
        try:
            return stored.read_bytes() or None
        except FileNotFoundError:
            data = fetch(url, self.allow_private)
            cache.mkdir(parents=True, exist_ok=True)
            aside = stored.with_name(f"{stored.name}.{uuid.uuid4().hex}.tmp")
            aside.write_bytes(data or b"")
            aside.replace(stored)
            return data


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise BadImage("image_too_large", f"{size} bytes, at most {MAX_BYTES}")


def fetch(url: str, allow_private: bool) -> bytes | None:
    """What lies at an address; None where the server says there is nothing. Raises as `Pictures.find`."""
    for wait in (*WAITS, None):
        try:
            return _read(url, allow_private)
        except (urllib.error.URLError, TimeoutError, ConnectionError, HTTPException) as error:
            code = error.code if isinstance(error, urllib.error.HTTPError) else None
            if isinstance(reason := getattr(error, "reason", None), PrivateAddress):
                raise UserError(
                    f"{url} leads to a private address ({reason}); pictures are fetched from public addresses only: "
                    "name another endpoint, or set allow_private if you trust this one"
                ) from error
            if code in MISSING:
                return None
            if wait is None or (code is not None and code not in RETRIED):
                raise
            named = error.headers.get("Retry-After") if isinstance(error, urllib.error.HTTPError) else None
            if (pause := _seconds(named, wait)) > LONGEST_WAIT:
                raise
            time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _read(url: str, allow_private: bool) -> bytes:
    agent = f"synthloom/{version('synthloom')} (training data toolkit)"
    request = urllib.request.Request(url, headers={"User-Agent": agent})
    deadline = time.monotonic() + WHOLE_TIMEOUT
    data = bytearray()
    with opener(allow_private).open(request, timeout=TIMEOUT) as answer:
        while chunk := answer.read(_CHUNK):
            data += chunk
            _check_size(len(data))
            if time.monotonic() > deadline:
                raise TimeoutError(f"{url} gave {len(data)} bytes in {WHOLE_TIMEOUT:.0f} s and was not done")
        length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and len(data) < int(length):
        raise ConnectionError(f"{url} broke off after {len(data)} of {length} bytes")
    return bytes(data)


def _seconds(retry_after: str | None, otherwise: float) -> float:
    """`Retry-After` as seconds: it is a number or a date."""
    if not retry_after:
        return otherwise
    try:
        return max(float(retry_after), 0.0)
    except ValueError:
        pass
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except ValueError:
        return otherwise


def _look_up(folder: Path, name: str) -> Path | None:
    """The file of a name: as written rather than in other letters, the original rather than a thumbnail of it."""
    title = title_of(name)
    found = [(title_of(stem) != title, -width, path) for stem, width, path in _index(folder).get(title.casefold(), ())]
    return min(found)[2] if found else None


@lru_cache(maxsize=4)
def _index(folder: Path) -> dict[str, list[tuple[str, int, Path]]]:
    """All files by name; of a thumbnail `220px-Zoo.jpg` its width, of an original a width above all others."""
    if not folder.is_dir():
        raise UserError(f"the folder of pictures {folder} is no folder; name one, or leave the setting empty")
    root, index = folder.resolve(), dict[str, list[tuple[str, int, Path]]]()
    for place, folders, files in os.walk(root):
        folders.sort()
        for file in sorted(files):
            path = Path(place, file)
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                continue
            thumbnail = _THUMBNAIL.match(file)
            stem = file[thumbnail.end() :] if thumbnail else file
            width = int(thumbnail[1]) if thumbnail else 10**9
            index.setdefault(title_of(stem).casefold(), []).append((stem, width, path))
    return index


def folder_state(folder: Path) -> str:
    """A stamp of a folder's files, looked at anew: their paths, sizes and times."""
    _index.cache_clear()
    digest = hashlib.sha256()
    for path in sorted(path for files in _index(folder).values() for _, _, path in files):
        state = path.stat()
        digest.update(f"{path.relative_to(folder.resolve())}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:20]
