"""Pictures of the web as `fetch_image` brings them: from public addresses only, through every redirect.

fetch("https://upload.wikimedia.org/…/Maseru.jpg", desk, "web", deadline) → "img_2: 640x480 pixels, Maseru.jpg"
"""

import http.client
import time
import urllib.error
import urllib.request
from urllib.parse import unquote, urlsplit

from synthloom.catalog.corpus.public_address import PrivateAddress, opener
from synthloom.catalog.media import MAX_BYTES
from synthloom.generators.tools.online_addresses import check_address
from synthloom.generators.tools.online_search import OnlineDesk
from synthloom.schemas.media import BadImage, Media
from synthloom.schemas.tools import ErrorClass, ToolError

AGENT = "synthloom (a toolkit for training data)"
"""Wikimedia answers 403 to programs that don't say who they are."""
PIECE = 65_536


def fetch(url: str, desk: OnlineDesk, backend: str, deadline: float) -> str:
    """The new id. Raises `ToolError`."""
    try:
        check_address(url, "")
    except ToolError as error:
        raise ToolError(error.error, f"{url} can't be fetched: {error.text}") from None
    media = Media.model_validate_json(
        desk.cached(backend, {"url": url}, lambda: _store(desk, _download(url, deadline)).model_dump_json())
    )
    try:
        desk.media.read(media)
    except OSError:  # kept from a catalog whose media was cleared
        media = _store(desk, _download(url, deadline))
    ref = desk.add(media)
    desk.origins[ref] = url
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    return f"{ref}: {media.width}x{media.height} pixels, {name}".rstrip(", ")


def _store(desk: OnlineDesk, data: bytes) -> Media:
    try:
        return desk.media.put(data)
    except BadImage as bad:
        raise ToolError("malformed", f"That is no picture that can be used: {bad.reason}.") from None


def _download(url: str, deadline: float) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})
    data = bytearray()
    try:
        with opener(False).open(request, timeout=max(0.1, deadline - time.monotonic())) as answer:
            while piece := answer.read1(PIECE):
                data += piece
                if len(data) > MAX_BYTES:
                    raise ToolError("malformed", f"{url} is larger than {MAX_BYTES:,} bytes.")
                if time.monotonic() > deadline:
                    raise TimeoutError
            return bytes(data)
    except urllib.error.HTTPError as error:
        kind: ErrorClass = "unavailable" if error.code in (429, *range(500, 600)) else "bad_arguments"
        kind = "refused" if error.code in (401, 402, 403, 451) else kind
        raise ToolError(kind, f"{url} can't be fetched: HTTP {error.code}.") from None
    except TimeoutError:
        raise ToolError("timeout", f"{url} can't be fetched in time.") from None
    except (http.client.HTTPException, ValueError):
        raise ToolError("malformed", f"{url} can't be fetched: no whole answer.") from None
    except OSError as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, PrivateAddress):
            raise ToolError("refused", f"{url} is not a public address.") from None
        if isinstance(reason, TimeoutError):
            raise ToolError("timeout", f"{url} can't be fetched in time.") from None
        raise ToolError("unavailable", f"{url} can't be reached.") from None
