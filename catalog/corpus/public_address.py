"""HTTP that reaches public addresses only, through every redirect: addresses in data may name a machine inside.

    opener(allow_private=False).open("https://commons.wikimedia.org/…/Zoo.jpg")   → the answer
    opener(allow_private=False).open("http://169.254.169.254/latest/meta-data")  → PrivateAddress

A name is resolved once for each connection and the address that was checked is the one connected to, so a name that
resolves differently a moment later gains nothing. Proxies are used only where private addresses are allowed: behind
one, nobody here sees what is reached.
"""

import http.client
import ipaddress
import socket
import urllib.request
from functools import cache
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_TUNNELS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""IPv6 addresses that are IPv4 addresses behind a translator (NAT64)."""


class PrivateAddress(OSError):
    """A host that resolves to an address of no public machine."""


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public Internet, seen through the IPv6 forms that wrap an IPv4 address."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and any(address in network for network in _TUNNELS):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


def _connect(where: tuple[str, int], timeout: Any, source: Any = None) -> socket.socket:
    """As `socket.create_connection`, to public addresses only."""
    host, port = where
    found = [answer[4][0] for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if private := [str(address) for address in found if not is_public(str(address))]:
        raise PrivateAddress(f"{host} is {private[0]}, which is no public address")
    for address in found[:-1]:
        try:
            return socket.create_connection((str(address), port), timeout, source)
        except OSError:  # the next one may answer; the last one's error is raised
            continue
    return socket.create_connection((str(found[-1]), port), timeout, source)


class _Http(http.client.HTTPConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _connect


class _Https(http.client.HTTPSConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _connect


class _HttpHandler(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Http, request)


class _HttpsHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Https, request)


@cache
def opener(allow_private: bool) -> urllib.request.OpenerDirector:
    """What opens http and https addresses, and no others; errors as those of `urllib.request.urlopen`.

    A host inside ends in `URLError` with `PrivateAddress` as its reason, also after a redirect.
    """
    made = urllib.request.OpenerDirector()
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ]
    if allow_private:
        handlers += [urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler()]
    else:
        handlers += [_HttpHandler(), _HttpsHandler()]
    for handler in handlers:
        made.add_handler(handler)
    return made
