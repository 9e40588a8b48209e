import email.utils
import math
import time

import pytest

from synthloom.engines.client import retries
from synthloom.engines.client.retries import is_transport_fault, wait_asked
from synthloom.engines.client.transport import status_error
from synthloom.engines.client.wire import BrokenReply


def error_of(status: int, code: str = "") -> Exception:
    return status_error("http://x/v1", status, {}, b'{"error": {"message": "no", "code": "%s"}}' % code.encode())


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_a_server_that_may_answer_in_a_moment_is_asked_again(status: int) -> None:
    assert is_transport_fault(error_of(status))


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 413, 422])
def test_a_server_that_would_say_the_same_again_is_not(status: int) -> None:
    assert not is_transport_fault(error_of(status))


def test_an_empty_account_is_not_a_full_server() -> None:
    assert not is_transport_fault(error_of(429, "insufficient_quota"))
    assert is_transport_fault(error_of(429, "rate_limit_exceeded"))


def test_a_broken_reply_is_asked_for_again_and_a_bug_is_not_hidden() -> None:
    assert is_transport_fault(BrokenReply("a reply that is no JSON"))
    assert not is_transport_fault(ValueError("a bug"))


def test_the_wait_is_read_in_every_way_that_servers_tell_it() -> None:
    assert wait_asked({"retry-after": "7"}) == 7
    assert wait_asked({"retry-after": "0.5"}) == 0.5
    assert wait_asked({"retry-after-ms": "250", "retry-after": "1"}) == 0.25
    in_a_minute = email.utils.formatdate(time.time() + 60, usegmt=True)
    assert 57 < (wait_asked({"retry-after": in_a_minute}) or 0) <= 60
    assert wait_asked({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0


@pytest.mark.parametrize("header", ["", "soon", "-5", "nan", "inf", "Wed, 99 Foo"])
def test_a_wait_that_makes_no_sense_is_none_or_nothing(header: str) -> None:
    assert not wait_asked({"retry-after": header})


def test_a_busy_loop_is_no_server_out_of_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "PATIENCE", 0.0)
    patience, late = retries.Patience(), ConnectionError()
    late.__cause__ = TimeoutError()
    for _ in range(100):
        patience.failed(time.monotonic(), late)
    assert patience.left() == math.inf
    for _ in range(5):
        assert patience.left() >= 0
        patience.failed(time.monotonic(), ConnectionError())
    assert patience.left() < 0
    patience.answered()
    assert patience.left() == math.inf
