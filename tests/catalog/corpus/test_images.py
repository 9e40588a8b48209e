import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.corpus import images, public_address
from synthloom.catalog.corpus.images import Pictures, address, fetch, folder_state, title_of
from synthloom.catalog.corpus.public_address import is_public
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import BadImage


@dataclass(frozen=True)
class Holds:
    """A source that holds pictures, which is all of a corpus that is asked here."""

    held: dict[str, bytes] = field(default_factory=dict)

    def image(self, name: str) -> bytes | None:
        return self.held.get(name)


def pictures(held: dict[str, bytes] | None = None, **settings: Any) -> Pictures:
    corpus: Any = Holds(held or {})
    return Pictures(corpus, **settings)


@contextmanager
def server(
    answer: Callable[[BaseHTTPRequestHandler], None], host: str = "127.0.0.1"
) -> Iterator[tuple[str, list[str]]]:
    """A server on this machine; yields its address and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            answer(self)

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer((host, 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://{host}:{httpd.server_port}", asked
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


def says(status: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def in_turn(*answers: Callable[[BaseHTTPRequestHandler], None]) -> Callable[[BaseHTTPRequestHandler], None]:
    left = list(answers)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


@pytest.fixture
def waits(monkeypatch) -> list[float]:
    """Seconds that would have been waited."""
    found: list[float] = []
    monkeypatch.setattr(images.time, "sleep", found.append)
    return found


def test_what_the_source_holds_comes_before_the_folder(tmp_path):
    (tmp_path / "Zoo.jpg").write_bytes(b"folder")
    assert pictures({"Zoo.jpg": b"source"}, folder=tmp_path).find("Zoo.jpg") == b"source"
    assert pictures(folder=tmp_path).find("Zoo.jpg") == b"folder"
    assert pictures(folder=tmp_path).find("Moon.jpg") is None


@pytest.mark.parametrize(
    "stored",
    ["Ray Charles 1968.jpg", "Ray_Charles_1968.jpg", "ray_charles_1968.JPG", "c/c4/Ray_Charles_1968.jpg",
     "220px-Ray_Charles_1968.jpg", "thumb/c/c4/Ray_Charles_1968.jpg/lossy-page1-220px-Ray_Charles_1968.jpg"],
)  # fmt: skip
def test_a_file_is_found_however_its_name_is_written_and_files_are_laid_out(tmp_path, stored):
    (tmp_path / stored).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / stored).write_bytes(b"ray")
    assert pictures(folder=tmp_path).find("Ray Charles 1968.jpg") == b"ray"


def test_the_file_as_written_comes_first_then_the_original_then_the_largest_thumbnail(tmp_path):
    for name in ("zoo.jpg", "ZOO.jpg", "90px-Moon.jpg", "640px-Moon.jpg", "90px-Sun.jpg", "Sun.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    found = [pictures(folder=tmp_path).find(name) for name in ("ZOO.jpg", "Zoo.jpg", "Moon.jpg", "Sun.jpg")]
    assert found == [b"ZOO.jpg", b"zoo.jpg", b"640px-Moon.jpg", b"Sun.jpg"]


@pytest.mark.parametrize("name", ["../secret.jpg", "/etc/passwd", "..\\secret.jpg", "a\0b.jpg", "", "x" * 5000])
def test_no_name_leaves_the_folder(tmp_path, name):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    assert pictures(folder=folder).find(name) is None
    assert pictures(folder=folder).find("link.jpg") is None


def test_a_folder_that_is_none_is_the_users_mistake(tmp_path):
    with pytest.raises(UserError, match="is no folder"):
        pictures(folder=tmp_path / "none").find("Zoo.jpg")


def test_a_huge_file_is_refused_unread(tmp_path):
    with (tmp_path / "Zoo.jpg").open("wb") as file:
        file.truncate(images.MAX_BYTES + 1)
    with pytest.raises(BadImage, match="at most"):
        pictures(folder=tmp_path).find("Zoo.jpg")


def test_a_folders_state_changes_with_its_files_and_not_with_its_place(tmp_path):
    states = []
    for place, size in (("a", 1), ("b", 1), ("c", 2)):
        (tmp_path / place).mkdir()
        (tmp_path / place / "Zoo.jpg").write_bytes(b"z" * size)
        os.utime(tmp_path / place / "Zoo.jpg", (1, 1))
        states.append(folder_state(tmp_path / place))
    assert states[0] == states[1] != states[2]


def test_addresses_follow_mediawikis_layout():
    hashed = "https://upload.wikimedia.org/wikipedia/commons/{hashed}/{name}"
    assert address(hashed, "tour Eiffel.jpg").endswith(f"/{hashlib.md5(b'Tour_Eiffel.jpg').hexdigest()[0]}/" +
        f"{hashlib.md5(b'Tour_Eiffel.jpg').hexdigest()[:2]}/Tour_Eiffel.jpg")  # fmt: skip
    assert address(images.COMMONS, "Sweet & Sour?.jpg") == (
        "https://commons.wikimedia.org/wiki/Special:FilePath/Sweet_%26_Sour%3F.jpg?width=1024"
    )


@given(st.text(max_size=40))
def test_a_name_never_changes_the_host_or_the_path_before_it(name):
    url = address("https://example.org/files/{name}?width=9", name)
    assert url.startswith("https://example.org/files/")
    assert url.count("/") == 4
    assert url.endswith("?width=9")


@given(st.text(max_size=40))
def test_a_title_is_its_own_title(name):
    assert title_of(title_of(name)) == title_of(name)


def test_without_leave_nothing_is_asked(tmp_path):
    with server(says(200, b"x")) as (where, asked):
        assert pictures(endpoint=f"{where}/{{name}}", allow_private=True, cache=tmp_path).find("Zoo.jpg") is None
    assert asked == []


def asking(where: str, cache: Path, **settings: Any) -> Pictures:
    allowed = {"allow_private": True, **settings}
    return pictures(commons=True, endpoint=f"{where}/{{name}}", cache=cache, **allowed)


def test_an_answer_is_kept_and_not_asked_for_again(tmp_path):
    with server(in_turn(says(200, b"zoo"), says(404))) as (where, asked):
        found = [asking(where, tmp_path).find(name) for name in ("Zoo.jpg", "zoo.jpg", "Moon.jpg", "Moon.jpg")]
    assert found == [b"zoo", b"zoo", None, None]
    assert asked == ["/Zoo.jpg", "/Moon.jpg"]


def test_a_busy_server_is_asked_again_when_it_says(tmp_path, waits):
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 50))
    busy = [says(429, Retry_After="7"), says(503), says(503, Retry_After=date), says(200, b"zoo")]
    with server(in_turn(*busy)) as (where, asked):
        assert asking(where, tmp_path).find("Zoo.jpg") == b"zoo"
    assert waits[:2] == [7, images.WAITS[1]]
    assert 40 < waits[2] <= 50
    assert len(asked) == 4


def test_a_server_that_stays_away_is_an_error_and_no_missing_picture(tmp_path, waits):
    with server(says(503)) as (where, asked), pytest.raises(HTTPError):
        asking(where, tmp_path).find("Zoo.jpg")
    assert len(asked) == len(images.WAITS) + 1
    with pytest.raises(URLError):
        asking(where, tmp_path).find("Zoo.jpg")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_asks_for_too_long_a_wait_is_an_error(waits):
    with server(says(429, Retry_After="86400")) as (where, _), pytest.raises(HTTPError):
        fetch(where, allow_private=True)
    assert waits == []


def test_an_answer_that_breaks_off_is_asked_for_again(waits):
    with server(in_turn(says(200, b"zo", Content_Length="3"), says(200, b"zoo"))) as (where, _):
        assert fetch(where, allow_private=True) == b"zoo"


def test_an_answer_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(images, "MAX_BYTES", 1000)
    with server(says(200, b"z" * 1001)) as (where, _), pytest.raises(BadImage):
        fetch(where, allow_private=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.7", "169.254.169.254", "0.0.0.0"])
def test_addresses_inside_are_refused(host):
    with pytest.raises(UserError, match="private address"):
        fetch(f"http://{host}:9/zoo.jpg", allow_private=False)


def test_a_redirect_inside_is_refused_and_not_followed(monkeypatch):
    real = public_address.is_public
    monkeypatch.setattr(public_address, "is_public", lambda text: text == "127.0.0.1" or real(text))
    with server(says(200, b"secret"), "127.0.0.2") as (inside, asked):
        with server(says(302, Location=f"{inside}/zoo.jpg")) as (where, _), pytest.raises(UserError):
            fetch(f"{where}/zoo.jpg", allow_private=False)
        assert asked == []


def test_a_redirect_leads_to_no_file(tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    with server(says(302, Location=f"file://{tmp_path}/secret")) as (where, _), pytest.raises(HTTPError):
        fetch(where, allow_private=True)


@pytest.mark.parametrize(
    ("text", "public"),
    [("91.198.174.192", True), ("2620:0:861:ed1a::1", True), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False),
     ("2002:7f00:1::", False), ("fe80::1%eth0", False), ("100.64.0.1", False), ("224.0.0.1", False), ("::", False)],
)  # fmt: skip
def test_public_addresses_are_told_through_every_wrapping(text, public):
    assert is_public(text) is public
