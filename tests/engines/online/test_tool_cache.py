"""Answers of tools, kept for a time."""

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from synthloom.engines.online.tool_cache import DAY, ToolCache, open_tool_cache

ASKED = {"q": "Lesotho currency", "num": 5}


class Clock:
    now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(tmp_path, clock) -> ToolCache:
    return ToolCache(tmp_path / "calls" / "tools.sqlite", clock)


def never() -> str:
    raise AssertionError("asked again")


def test_an_answer_is_asked_once(cache, tmp_path):
    assert cache.answer("serper", ASKED, lambda: "loti") == "loti"
    assert cache.answer("serper", dict(reversed(ASKED.items())), never) == "loti"
    assert ToolCache(cache.path, cache._now).answer("serper", ASKED, never) == "loti"


def test_other_kinds_and_questions_have_answers_of_their_own(cache):
    cache.answer("serper", ASKED, lambda: "loti")
    assert cache.answer("mcp:maps", ASKED, lambda: "map") == "map"
    assert cache.answer("serper", ASKED | {"num": 6}, lambda: "six") == "six"


def test_an_answer_grows_old_after_thirty_days(cache, clock):
    cache.answer("serper", ASKED, lambda: "old")
    clock.now += 29.9 * DAY
    assert cache.answer("serper", ASKED, never) == "old"
    clock.now += 0.2 * DAY
    assert cache.answer("serper", ASKED, lambda: "new") == "new"
    assert cache.answer("serper", ASKED, never) == "new"


def test_what_was_read_off_a_picture_never_grows_old(cache, clock):
    cache.answer("ocr", ASKED, lambda: "text")
    clock.now += 10_000 * DAY
    assert cache.answer("ocr", ASKED, never) == "text"


def test_zero_days_keep_nothing(cache):
    cache.answer("serper", ASKED, lambda: "one", 0)
    assert cache.answer("serper", ASKED, lambda: "two", 0) == "two"
    assert not cache.path.exists()


def test_a_failure_is_raised_and_not_kept(cache):
    with pytest.raises(ValueError, match="server"):
        cache.answer("serper", ASKED, lambda: (_ for _ in ()).throw(ValueError("server")))
    assert cache.answer("serper", ASKED, lambda: "loti") == "loti"


def test_of_equal_questions_at_once_one_asks(cache):
    asked, started = Counter[str](), threading.Event()

    def ask() -> str:
        asked["n"] += 1
        started.wait(0.3)
        return "loti"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: cache.answer("serper", ASKED, ask), range(8)))
    assert (set(answers), asked["n"]) == ({"loti"}, 1)


def test_several_processes_write_one_file(tmp_path):
    code = (
        "import sys; from pathlib import Path; from synthloom.engines.online.tool_cache import open_tool_cache\n"
        "cache = open_tool_cache(Path(sys.argv[1]))\n"
        "for n in range(40):\n"
        "    asked = {'q': n % 20, 'who': sys.argv[2] if n < 20 else ''}\n"
        "    cache.answer('serper', asked, lambda: str(n))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, tmp_path, str(who)]) for who in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    cache = open_tool_cache(tmp_path)
    assert [cache.answer("serper", {"q": n, "who": "2"}, never) for n in range(20)] == [str(n) for n in range(20)]
