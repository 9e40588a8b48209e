"""One wiki behind an API endpoint: what it says of itself, answers to queries, members of a category, pictures.

    wiki = ApiWiki("https://ltg.wikipedia.org/w/api.php", Path("cache"))
    wiki.site["lang"]                                  → "ltg"
    wiki.ask(action="parse", page="Latgola", prop="text") → {"parse": {"title": "Latgola", "text": "<div …"}}
    wiki.members("Category:Latgola")                   → ("Latgola", "Latgolys kuorūgs", …)

It pickles: the connection is made anew in each process.
"""

import hashlib
import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from synthloom.catalog.corpus.public_address import opener
from synthloom.catalog.durable import write_durably
from synthloom.catalog.sources.wiki.api_transport import ApiTransport, Unanswered
from synthloom.schemas.errors import UserError

LARGEST_PICTURE = 50_000_000
"""Bytes; a larger answer is no picture that anybody shows."""


@dataclass(frozen=True)
class ApiWiki:
    """An endpoint, and the folder where its answers are kept."""

    endpoint: str
    cache: Path
    contact: str = ""
    pause: float = 0.1
    wait: float = 1.0
    timeout: float = 30.0

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key in self.__dataclass_fields__}

    @cached_property
    def transport(self) -> ApiTransport:
        """The connection."""
        return ApiTransport(self.endpoint, self.cache, self.pause, self.wait, self.timeout)

    @cached_property
    def _client(self) -> httpx.Client:
        return httpx.Client(transport=self.transport, headers={"User-Agent": self.agent})

    @property
    def agent(self) -> str:
        """The user agent, with whom to write to."""
        return f"synthloom/0.1 ({self.contact or 'no contact given'})"

    def ask(self, **params: str | int) -> dict[str, Any]:
        """The answer to one request. Raises `Unanswered`."""
        answer = self._client.get(self.endpoint, params={**params, "format": "json", "formatversion": 2})
        said: dict[str, Any] = json.loads(answer.content)
        return said

    def ask_all(self, **params: str | int) -> Iterator[dict[str, Any]]:
        """The answers to a request and to all its continuations."""
        more: Mapping[str, str] = {}
        while True:
            said = self.ask(**{**params, **more})
            yield said
            if not (more := said.get("continue") or {}):
                return

    @cached_property
    def _about(self) -> dict[str, Any]:
        try:
            said = self.ask(action="query", meta="siteinfo", siprop="general|namespaces|namespacealiases|rightsinfo")
            about: dict[str, Any] = said["query"]
            return about if about["general"]["time"] and about["namespaces"] else {}
        except Unanswered as fault:
            told = f"{self.endpoint} gives no answer ({fault}); expected a MediaWiki API"
            raise UserError(f"{told}, check the address and the network") from fault
        except (KeyError, TypeError) as fault:
            raise UserError(f"{self.endpoint} answers, but not as a MediaWiki API does; check the address") from fault

    @property
    def site(self) -> dict[str, Any]:
        """Its `general` site information. Raises `UserError` where no wiki answers."""
        general: dict[str, Any] = self._about["general"]
        return general

    @property
    def rights(self) -> dict[str, Any]:
        """The licence it states: `url` and `text`."""
        return self._about.get("rightsinfo") or {}

    @cached_property
    def namespaces(self) -> dict[str, int]:
        """Names of namespaces in small letters, aliases too; the articles' own, which has none, left out."""
        listed = self._about["namespaces"].values()
        names = [(entry.get(key), entry["id"]) for entry in listed for key in ("name", "canonical")]
        names += [(entry.get("alias"), entry["id"]) for entry in self._about.get("namespacealiases") or ()]
        return {str(name).lower().replace("_", " "): int(number) for name, number in names if name}

    def namespace_of(self, title: str) -> int:
        """The number of the namespace that a title stands in."""
        prefix, colon, _ = title.partition(":")
        return self.namespaces.get(prefix.strip().lower(), 0) if colon else 0

    def members(self, category: str) -> tuple[str, ...]:
        """Titles of the pages in a category, in the wiki's order. Raises `Unanswered`."""
        import wikipediaapi

        if self.namespace_of(category) != 14:
            category = f"Category:{category}"
        client = wikipediaapi.Wikipedia(self.agent, language="xx", max_retries=0, transport=self.transport)
        try:
            return tuple(client.page(category).categorymembers)
        except wikipediaapi.WikipediaException as fault:
            raise Unanswered("unreachable", f"members of {category}: {fault.__cause__ or fault}") from fault


def fetch_picture(wiki: ApiWiki, name: str, allow_private: bool) -> bytes | None:
    """A picture's bytes, kept beside the answers; None where there is no such picture or it isn't to be had."""
    kept = wiki.cache / "pictures" / hashlib.sha256(f"{wiki.endpoint} {name}".encode()).hexdigest()
    if kept.is_file():
        return kept.read_bytes()
    try:
        said = wiki.ask(action="query", titles=f"File:{name}", prop="imageinfo", iiprop="url|mime", iiurlwidth=1024)
        about = said["query"]["pages"][0]["imageinfo"][0]
        address = about.get("thumburl") or about["url"]
        if urlsplit(address).scheme not in ("http", "https"):
            return None
        request = urllib.request.Request(address, headers={"User-Agent": wiki.agent})
        with opener(allow_private).open(request, timeout=wiki.timeout) as answer:
            data: bytes = answer.read(LARGEST_PICTURE + 1)
    except (Unanswered, OSError, HTTPException, KeyError, IndexError, TypeError):
        return None
    if len(data) > LARGEST_PICTURE:
        return None
    write_durably(kept, data)
    return data
