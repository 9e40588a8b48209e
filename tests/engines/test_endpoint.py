import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from fake_server import MARK, FakeServer, rules
from PIL import Image
from pydantic import BaseModel, field_validator

from synthloom.catalog.call_log import all_calls
from synthloom.catalog.media import LocalMedia
from synthloom.engines.asking.replies import UnusableReply
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.client import retries
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media
from synthloom.schemas.steps import Message, Text

KEY = "sk-test-3f9aXnotARealKey"


class Count(BaseModel):
    number: int


def asking(text: str, *media: Media) -> list[Message]:
    return [Message("user", (Text(text), *media))]


def countdown(asked: Any) -> dict[str, int]:
    """Reads the number after the last `#`."""
    return {"number": int(asked.text.rpartition("#")[2].split()[0])}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "RETRY_DELAYS", (0.01, 0.02, 0.03))
    monkeypatch.setenv("TEST_KEY", KEY)


@pytest.fixture
def media(tmp_path: Path) -> LocalMedia:
    return LocalMedia(tmp_path)


def run(
    folder: Path,
    server: FakeServer,
    work: Callable[[Endpoint], Awaitable[Any]],
    name: str = "fake-model",
    **settings: Any,
) -> Any:
    """Do some work with an endpoint of its own, as a new run would."""

    async def main() -> Any:
        with CallCache(folder / "calls") as cache:
            endpoint = Endpoint(name, EngineSettings(base_url=server.url, **settings), cache, LocalMedia(folder))
            try:
                return await work(endpoint)
            finally:
                await endpoint.aclose()

    return asyncio.run(main())


def test_a_reply_is_validated_and_the_second_run_sends_nothing(tmp_path: Path) -> None:
    log: list[str] = []

    async def work(endpoint: Endpoint) -> tuple[Count, int, int]:
        reply = await endpoint.for_record(log).chat(asking("#3"), Count)
        return reply, endpoint.totals.calls, endpoint.totals.hits

    with FakeServer(countdown) as server:
        assert run(tmp_path, server, work) == (Count(number=3), 1, 0)
        assert run(tmp_path, server, work) == (Count(number=3), 0, 1)
        assert server.requests == 1
    assert len(log) == 2
    assert log[0] == log[1]


def test_the_server_gets_pictures_and_a_strict_schema(tmp_path: Path, media: LocalMedia) -> None:
    picture = media.put_image(Image.new("RGB", (40, 30), "red"))
    with FakeServer(rules([{"schema": "Count", "contains": "how many", "reply": {"number": 1}}])) as server:
        run(tmp_path, server, lambda endpoint: endpoint.chat(asking("how many", picture), Count))
        asked = server.asked[0]
    assert asked.images == [media.read(picture)]
    assert asked.body["response_format"]["json_schema"]["strict"] is True
    assert asked.body["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
    assert "seed" not in asked.body


def test_a_photo_lying_on_its_side_is_sent_upright(tmp_path: Path, media: LocalMedia) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = tmp_path / "turned.jpg"
    Image.new("RGB", (40, 30), "red").save(file, exif=exif)
    picture = media.put(file.read_bytes())
    with FakeServer(rules([{"reply": {"number": 1}}])) as server:
        run(tmp_path, server, lambda endpoint: endpoint.chat(asking("how many", picture), Count))
        sent = LocalMedia(tmp_path / "sent").put(server.asked[0].images[0])
    assert (sent.width, sent.height, sent.mime) == (30, 40, "image/png")


def test_what_can_change_the_answer_is_another_call(tmp_path: Path, media: LocalMedia) -> None:
    red, blue = (media.put_image(Image.new("RGB", (40, 30), color)) for color in ("red", "blue"))

    async def work(endpoint: Endpoint) -> None:
        for question in (asking("#1"), asking("#2"), asking("#1", red), asking("#1", blue)):
            await endpoint.chat(question, Count)
        for draw in (0, 1):
            await endpoint.chat(asking("#1"), Count, temperature=1.0, draw=draw)

    with FakeServer(countdown) as server:
        run(tmp_path, server, work)
        assert (server.requests, len(server.sent)) == (6, 6)
        run(tmp_path, server, work, name="fake-model@other")
        assert server.requests == 12


def test_what_cannot_change_the_answer_is_not(tmp_path: Path) -> None:
    with FakeServer(countdown) as first, FakeServer(countdown) as second:
        run(tmp_path, first, lambda endpoint: endpoint.chat(asking("#1"), Count))
        settings = {"api_key_env": "TEST_KEY", "concurrency": 2, "timeout_seconds": 5, "served_as": "x", "price_in": 1}
        run(tmp_path, second, lambda endpoint: endpoint.chat(asking("#1"), Count), **settings)
        assert (first.requests, second.requests) == (1, 0)


def test_the_revision_stays_with_us_and_the_server_gets_the_name_it_serves(tmp_path: Path) -> None:
    with FakeServer(countdown) as server:
        run(tmp_path, server, lambda endpoint: endpoint.chat(asking("#1"), Count), name="org/model@0c351dd")
        run(tmp_path, server, lambda endpoint: endpoint.chat(asking("#2"), Count), name="org/model@1", served_as="m8")
        assert [asked.body["model"] for asked in server.asked] == ["org/model", "m8"]


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"number": 7}\n```',
        '<think>Is it {"number": 1}? No.</think>\n{"number": 7}',
        ' {"number": 7}\n',
        '{"number": 7, "note": "a raw\nline break"}',
    ],
)
def test_a_reply_in_common_wrappings_is_read(tmp_path: Path, text: str) -> None:
    with FakeServer(lambda asked: text) as server:
        assert run(tmp_path, server, lambda endpoint: endpoint.chat(asking("?"), Count)).number == 7


@pytest.mark.parametrize("text", ["no JSON", '{"number": "many"}', "[1]", "", "{", '{"number": NaN}', "[" * 5000])
def test_an_unusable_reply_is_asked_for_again_and_never_stored(tmp_path: Path, text: str) -> None:
    with FakeServer(lambda asked: text) as server:
        with pytest.raises(UnusableReply, match="sent 3 unusable replies, the last one is not"):
            run(tmp_path, server, lambda endpoint: endpoint.chat(asking("?"), Count))
        assert server.requests == 3
    assert all_calls(tmp_path).read_all().num_rows == 0


def test_the_next_attempt_tells_the_model_what_was_wrong(tmp_path: Path) -> None:
    def script(asked: Any) -> Any:
        return {"number": 4} if "can't be used: it is not of the asked shape (number" in asked.text else {"nummer": 4}

    with FakeServer(script) as server:
        assert run(tmp_path, server, lambda endpoint: endpoint.chat(asking("?"), Count)).number == 4
        assert server.requests == 2
    [call] = all_calls(tmp_path).read_all().to_pylist()
    assert (call["prompt"], call["tokens_in"], call["tokens_out"]) == ("user: ?", 20, 8)


def test_a_truncated_reply_is_not_parsed_even_where_it_could_be(tmp_path: Path) -> None:
    with FakeServer(lambda asked: '{"number": 1} and much more', fault_every=1, faults=("truncated",)) as server:
        with pytest.raises(UnusableReply, match="cut off at the length limit"):
            run(tmp_path, server, lambda endpoint: endpoint.chat(asking("?"), Count))
        assert server.requests == 3
    assert all_calls(tmp_path).read_all().num_rows == 0


def test_a_stored_reply_that_a_stricter_shape_refuses_is_asked_for_again(tmp_path: Path) -> None:
    class Strict(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def check(cls, number: int) -> int:
            if number == 1:
                raise ValueError("one is not many")
            return number

    Strict.__name__ = Strict.__qualname__ = "Count"
    assert Strict.model_json_schema() | {"title": ""} == Count.model_json_schema() | {"title": ""}
    replies = iter([{"number": 1}, {"number": 2}])
    Strict.model_json_schema = Count.model_json_schema  # type: ignore[method-assign]
    with FakeServer(lambda asked: next(replies)) as server:
        assert run(tmp_path, server, lambda endpoint: endpoint.chat(asking("?"), Count)).number == 1
        assert run(tmp_path, server, lambda endpoint: endpoint.chat(asking("?"), Strict)).number == 2


def test_every_tenth_reply_is_faulty_and_no_call_is_lost_or_doubled(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> list[Count]:
        return await asyncio.gather(*(endpoint.chat(asking(f"question #{n}"), Count) for n in range(200)))

    faults = ("500", "429", "truncated", "not_json", "closed", "bad_body", "503")
    with FakeServer(countdown, latency=0.002, fault_every=10, faults=faults) as server:
        assert [reply.number for reply in run(tmp_path, server, work)] == list(range(200))
        stats = server.stats()
        assert set(stats["faults"]) == set(faults)
        assert stats["repeated"] == 0
        assert sum(stats["whole"].values()) == 200
        sent = server.requests
        assert [reply.number for reply in run(tmp_path, server, work)] == list(range(200))
        assert server.requests == sent
    assert all_calls(tmp_path).read_all().num_rows == 200


@pytest.mark.parametrize("fault", ["500", "429", "closed", "bad_body"])
def test_a_server_that_always_fails_ends_in_a_clear_error_and_nothing_stored(tmp_path: Path, fault: str) -> None:
    with FakeServer(countdown, fault_every=1, faults=(fault,)) as server:
        with pytest.raises(EngineError, match=r"gave no answer: .* Expected one within 4 attempts\. Check that"):
            run(tmp_path, server, lambda endpoint: endpoint.chat(asking("#1"), Count))
        assert server.requests == 4
    assert not (tmp_path / "calls").exists()


def test_a_server_that_is_not_there_or_silent_is_an_error(tmp_path: Path) -> None:
    with FakeServer(countdown) as server:
        pass
    with pytest.raises(EngineError, match="gave no answer: Cannot connect to host"):
        run(tmp_path, server, lambda endpoint: endpoint.chat(asking("#1"), Count))
    with FakeServer(countdown, latency=0.5) as slow, pytest.raises(EngineError, match=r"no reply within 0\.05 s"):
        run(tmp_path, slow, lambda endpoint: endpoint.chat(asking("#1"), Count), timeout_seconds=0.05)


def test_retry_after_is_waited_for_and_a_long_one_gives_up(tmp_path: Path) -> None:
    with FakeServer(countdown, fault_every=2, faults=("429",), retry_after="0.3") as server:
        server.requests = 1
        begun = time.monotonic()
        assert run(tmp_path, server, lambda endpoint: endpoint.chat(asking("#1"), Count)).number == 1
        assert time.monotonic() - begun > 0.3
    with FakeServer(countdown, fault_every=1, faults=("429",), retry_after="86400") as server:
        with pytest.raises(EngineError, match="HTTP 429"):
            run(tmp_path, server, lambda endpoint: endpoint.chat(asking("#2"), Count))
        assert server.requests == 1


def test_a_bad_request_is_not_sent_again(tmp_path: Path) -> None:
    with FakeServer(lambda asked: None) as server:
        with pytest.raises(EngineError, match="refused the call with HTTP 400: off script"):
            run(tmp_path, server, lambda endpoint: endpoint.chat(asking("?"), Count))
        assert server.requests == 1
        assert server.stats()["off_script"] == ["?"]


def test_a_wrong_key_is_the_users_mistake_and_no_key_is_ever_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeServer(countdown, key=KEY) as server:
        run(tmp_path, server, lambda endpoint: endpoint.chat(asking("#1"), Count), api_key_env="TEST_KEY")
        monkeypatch.setenv("TEST_KEY", KEY + "-wrong")
        with pytest.raises(UserError, match="HTTP 401") as caught:
            run(tmp_path, server, lambda endpoint: endpoint.chat(asking("#2"), Count), api_key_env="TEST_KEY")
        assert KEY not in str(caught.value)
        assert caught.value.__suppress_context__
    files = [file for file in (tmp_path / "calls").rglob("*") if file.is_file()]
    assert files
    assert not any(KEY.encode() in file.read_bytes() for file in files)


def test_a_key_is_taken_out_of_an_error_before_the_error_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", KEY)
    question = "x" * (499 - len("off script: ") - len(KEY) // 2) + " " + KEY
    with FakeServer(lambda asked: None) as server, pytest.raises(EngineError, match="HTTP 400") as caught:
        run(tmp_path, server, lambda endpoint: endpoint.chat(asking(question), Count), api_key_env="TEST_KEY")
    assert "xxx" in str(caught.value)
    assert KEY[:4] not in str(caught.value)


@pytest.mark.parametrize("status", ["401", "404"])
def test_a_server_that_refuses_after_it_has_answered_fails_only_that_row(tmp_path: Path, status: str) -> None:
    async def work(endpoint: Endpoint) -> None:
        await endpoint.chat(asking("#1"), Count)
        with pytest.raises(EngineError, match=f"refused the call with HTTP {status}"):
            await endpoint.chat(asking("#2"), Count)
        await endpoint.chat(asking("#3"), Count)

    with FakeServer(countdown, fault_every=2, faults=(status,)) as server:
        run(tmp_path, server, work)
        with pytest.raises(UserError, match=f"HTTP {status}"):
            run(tmp_path, server, lambda endpoint: endpoint.chat(asking("#4"), Count))


def test_no_request_is_sent_that_is_not_allowed_and_stored_answers_need_no_leave(
    tmp_path: Path, media: LocalMedia
) -> None:
    picture = media.put_image(Image.new("RGB", (64, 48), "green"))

    async def work(endpoint: Endpoint) -> tuple[int, int]:
        def refuse() -> NoReturn:
            raise PermissionError

        await endpoint.chat(asking("#1"), Count)
        endpoint.calling.allowed = refuse
        await endpoint.chat(asking("#1"), Count)
        asks = [endpoint.chat(asking("#2"), Count) for _ in range(5)]
        refused = await asyncio.gather(*asks, endpoint.edit_image("Edit.", picture), return_exceptions=True)
        return sum(isinstance(error, PermissionError) for error in refused), endpoint.totals.calls

    with FakeServer(countdown) as server:
        assert run(tmp_path, server, work, concurrency=1) == (6, 1)
        assert server.requests == 1


def test_no_more_requests_than_allowed_are_under_way(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> None:
        await asyncio.gather(*(endpoint.chat(asking(f"#{n}"), Count) for n in range(30)))

    with FakeServer(countdown, latency=0.01) as server:
        run(tmp_path, server, work, concurrency=3)
        assert server.max_in_flight == 3


@pytest.mark.parametrize("limit", [{"requests_per_minute": 1200}, {"tokens_per_minute": 28 * 1200}])
def test_a_rate_limit_spaces_the_requests(tmp_path: Path, limit: dict[str, int]) -> None:
    async def work(endpoint: Endpoint) -> float:
        await endpoint.chat(asking("#0"), Count)
        begun = time.monotonic()
        await asyncio.gather(*(endpoint.chat(asking(f"#{n}"), Count) for n in range(1, 11)))
        return time.monotonic() - begun

    with FakeServer(countdown) as server:
        assert 0.4 < run(tmp_path, server, work, **limit) < 1.5


def test_cost_is_known_only_with_both_prices(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> float | None:
        await endpoint.chat(asking(f"#1 {endpoint.settings.price_in} {endpoint.settings.price_out}"), Count)
        return endpoint.totals.cost

    with FakeServer(countdown) as server:
        assert run(tmp_path, server, work, price_in=10, price_out=100) == pytest.approx((20 * 10 + 8 * 100) / 1e6)
        assert run(tmp_path, server, work, price_in=10) is None
    with FakeServer(countdown, usage=False) as silent:
        assert run(tmp_path, silent, work, price_in=1, price_out=1) is None
        assert run(tmp_path, silent, work, price_in=0, price_out=0) == 0
    assert sorted(str(call["cost"]) for call in all_calls(tmp_path).read_all().to_pylist()) == [
        "0.0",
        "0.001",
        "None",
        "None",
    ]


def test_an_edited_picture_is_stored_and_asked_for_once(tmp_path: Path, media: LocalMedia) -> None:
    source = media.put_image(Image.new("RGB", (64, 48), "green"))
    log: list[str] = []

    async def work(endpoint: Endpoint) -> Media:
        return await endpoint.for_record(log).edit_image("Put a mark in the corner.", source)

    with FakeServer(lambda asked: True) as server:
        edited = run(tmp_path, server, work)
        assert run(tmp_path, server, work) == edited
        assert server.requests == 1
        assert server.asked[0].text == "Put a mark in the corner."
    image = media.image(edited)
    assert image.getpixel((0, 0)) == MARK
    assert image.getpixel((40, 40)) == (0, 128, 0)
    assert log == [all_calls(tmp_path).read_all()["key"][0].as_py()] * 2


def test_an_edit_that_is_no_picture_is_not_stored(tmp_path: Path, media: LocalMedia) -> None:
    source = media.put_image(Image.new("RGB", (64, 48), "green"))
    with FakeServer(lambda asked: b"no picture") as server, pytest.raises(UnusableReply, match="no usable picture"):
        run(tmp_path, server, lambda endpoint: endpoint.edit_image("Edit.", source))
    assert all_calls(tmp_path).read_all().num_rows == 0


async def ask_hundred(endpoint: Endpoint) -> None:
    await asyncio.gather(*(endpoint.chat(asking(f"#{n}"), Count) for n in range(100)))


def test_an_interrupted_run_keeps_what_was_answered(tmp_path: Path) -> None:
    with FakeServer(countdown, latency=0.005) as server:

        async def interrupted(endpoint: Endpoint) -> None:
            asking_all = asyncio.create_task(ask_hundred(endpoint))
            goal = server.whole.total() + 15
            while server.whole.total() < goal:
                await asyncio.sleep(0.001)
            asking_all.cancel()
            await asyncio.wait([asking_all])

        for _ in range(4):
            run(tmp_path, server, interrupted, concurrency=8)
        run(tmp_path, server, ask_hundred, concurrency=8)
        assert len(server.whole) == 100
        assert server.stats()["repeated"] <= 4 * 8


WORKER = """
import asyncio, sys
from pathlib import Path
from pydantic import BaseModel
from synthloom.catalog.call_log import all_calls
from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.steps import Message, Text

class Count(BaseModel):
    number: int

async def main(folder, url):
    engine = EngineSettings(base_url=url, concurrency=8)
    endpoint = Endpoint("fake-model", engine, CallCache(folder / "calls"), LocalMedia(folder))
    asks = (endpoint.chat([Message("user", (Text(f"#{n}"),))], Count) for n in range(100))
    await asyncio.gather(*asks)

asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""


def test_after_a_sigkill_at_most_the_calls_in_flight_are_sent_again(tmp_path: Path) -> None:
    with FakeServer(countdown, latency=0.005) as server:
        for replies in (12, 31, None):
            goal = server.whole.total() + replies if replies else 10**9
            worker = subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path), server.url])
            while worker.poll() is None and server.whole.total() < goal:
                time.sleep(0.001)
            worker.kill()
            worker.wait()
        assert worker.returncode == 0
        assert len(server.whole) == 100
        assert server.stats()["repeated"] <= 2 * 8
