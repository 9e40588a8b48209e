"""Addresses that an agent may have opened from here: public ones, since a reader of one's own sees one's own network.

check_address("http://169.254.169.254/latest/meta-data", "http://127.0.0.1:3000")  → ToolError("refused", …)
"""

import ipaddress
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from synthloom.catalog.corpus.public_address import is_public
from synthloom.engines.online.jina import SERVICE
from synthloom.schemas.tools import ToolError

_INSIDE = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def check_address(url: str, reader: str) -> None:
    """Raises `ToolError` (`refused`) for an address that isn't http, or leads to no public machine.

    A hosted reader can't see into this network: then names aren't looked up here. `wiki` addresses lead nowhere but to
    the reader.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme == "wiki":
            return
        host = (parts.hostname or "").rstrip(".").lower()
        host.encode("idna")  # what no resolver could look up
    except ValueError:
        raise ToolError("bad_arguments", "it is no address.") from None
    if "://" not in url:
        raise ToolError("bad_arguments", "it is no address.")
    if parts.scheme not in ("http", "https") or not host:
        raise ToolError("refused", "it is no http or https address.")
    inside = host.endswith(_INSIDE) or ("." not in host and ":" not in host)
    if inside or not all(is_public(address) for address in _addresses(host, look_up=not _is_hosted(reader))):
        raise ToolError("refused", "it is not a public address.")


def _addresses(host: str, look_up: bool) -> Iterator[str]:
    """The address itself where it is one, else those of the name; a name nobody knows has none."""
    try:
        yield str(ipaddress.ip_address(host))
    except ValueError:
        if look_up or host.replace(".", "").isdigit():  # 127.1 is an address to the resolver
            try:
                yield from {str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
            except OSError:
                return


def _is_hosted(reader: str) -> bool:
    return urlsplit(reader).hostname == urlsplit(SERVICE).hostname
