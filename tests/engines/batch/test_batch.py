import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from batch_server import DAY, BatchServer

from synthloom.engines.batch import batch_calls
from synthloom.engines.batch.batch_engine import BatchEngine
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.errors import UserError

QUICK = {"batch_wait": 0.05, "poll_seconds": 0.01}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_calls, "CREATE_DELAYS", (0.01, 0.02))
    monkeypatch.setattr(batch_calls, "RETRIES", 1)
    monkeypatch.setattr(batch_calls, "FAILED_POLLS", 2)
    monkeypatch.setattr(batch_calls, "FETCH_DELAYS", (0.01, 0.01))


def double(asked: Any) -> str:
    return str(2 * int(asked.text))


def body(number: int) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": str(number)}], "temperature": 0.0}


def run(folder: Path, server: BatchServer, work: Callable[[BatchEngine], Awaitable[Any]], **settings: Any) -> Any:
    """Do some work with an engine of its own, as a new run would; what it told is in `run.told`."""
    told: list[str] = []

    async def main() -> Any:
        given = EngineSettings(engine="batch", base_url=server.url, **{**QUICK, **settings})
        engine = BatchEngine("fake-model", given, folder, told.append)
        try:
            return await work(engine)
        finally:
            await engine.aclose()

    run.told = told  # type: ignore[attr-defined]
    return asyncio.run(main())


def asking(*numbers: int) -> Callable[[BatchEngine], Awaitable[list[Any]]]:
    """What comes of calls made at once: texts, or the errors' sentences."""

    async def one(engine: BatchEngine, number: int) -> str:
        async with engine.slots():
            try:
                return (await engine.chat(body(number))).choices[0].message.content or ""
            except EngineError as error:
                return str(error)

    async def work(engine: BatchEngine) -> list[Any]:
        return list(await asyncio.gather(*(one(engine, number) for number in numbers)))

    return work


def notes(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(folder.glob("batches/*/*.json"))]


def test_a_thousand_calls_go_out_in_batches_of_at_most_300(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        answers = run(tmp_path, server, asking(*range(1000)), batch_size=300)
        assert answers == [str(2 * number) for number in range(1000)]
        assert sorted(server.sizes()) == [100, 300, 300, 300]
        assert set(server.ran.values()) == {1}


def test_a_batch_goes_out_at_200_megabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthloom.engines.batch.batch_engine.MOST_BYTES", 2000)
    with BatchServer(double) as server:
        run(tmp_path, server, asking(*range(50)))
        inputs = [server.files[batch["input_file_id"]] for batch in server.batches.values()]
    assert len(inputs) > 3
    assert max(len(data) for data in inputs) <= 2000


def test_the_server_gets_the_body_as_it_was_given_and_the_model(tmp_path: Path) -> None:
    with BatchServer(lambda asked: "ok") as server:
        asked = body(1) | {"response_format": {"json_schema": {"schema": {"properties": {"b": 1, "a": 2}}}}}
        run(tmp_path, server, lambda engine: engine.chat(asked))
        (line,) = (json.loads(line) for line in server.files["file-0000"].splitlines())
    assert line["body"] == {"model": "fake-model", **asked}
    assert list(line["body"]["response_format"]["json_schema"]["schema"]["properties"]) == ["b", "a"]
    assert (line["method"], line["url"]) == ("POST", "/v1/chat/completions")


def test_equal_calls_at_one_time_are_lines_of_their_own(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        assert run(tmp_path, server, asking(4, 4, 4)) == ["8", "8", "8"]
        assert server.sizes() == [3]


def test_the_user_is_told_of_each_state(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        run(tmp_path, server, asking(*range(1200)))
    assert run.told[0].startswith("batch batch_0000 of 1,200 calls: in_progress")  # type: ignore[attr-defined]
    assert run.told[-1] == "batch batch_0000 of 1,200 calls: completed, 1,200 done"  # type: ignore[attr-defined]


def test_lines_that_expire_are_asked_again(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.answers, server.clock = 50, 0

        async def work(engine: BatchEngine) -> Any:
            waiting = asyncio.ensure_future(asking(*range(100))(engine))
            while server.states() != ["in_progress"]:
                await asyncio.sleep(0.01)
            server.clock = DAY + 1
            return await waiting

        assert run(tmp_path, server, work) == [str(2 * number) for number in range(100)]
        assert server.states() == ["expired", "completed"]
        assert server.sizes() == [100, 50]
        assert set(server.ran.values()) == {1}


def test_faults_of_lines_are_asked_again_and_refusals_are_not(tmp_path: Path) -> None:
    dealt = {0: 500, 1: 429, 2: "missing", 3: "twice", 4: 400}

    def fault(line: dict[str, Any], before: int) -> Any:
        return dealt.get(int(line["body"]["messages"][0]["content"])) if not before else None

    with BatchServer(double) as server:
        server.line_fault = fault
        answers = run(tmp_path, server, asking(*range(10)))
        assert server.sizes() == [10, 3]
    assert [answer for number, answer in enumerate(answers) if number != 4] == [
        str(2 * number) for number in range(10) if number != 4
    ]
    assert "HTTP 400: fault 400" in answers[4]


def test_a_line_is_asked_three_times_at_most(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.line_fault = lambda line, before: 503
        (answer,) = run(tmp_path, server, asking(1))
        assert server.sizes() == [1, 1, 1]
    assert "no answer in 3 batches: HTTP 503: fault 503" in answer
    assert not notes(tmp_path)


def test_a_model_the_server_does_not_know_is_told_once(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.line_fault = lambda line, before: 404
        with pytest.raises(UserError, match="check the model's name"):
            run(tmp_path, server, asking(1))


def test_a_refused_batch_is_an_error_in_the_servers_words_and_leaves_no_note(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.invalid = "The model is not available in batches."
        answers = run(tmp_path, server, asking(1, 2))
    assert all("The model is not available in batches." in answer for answer in answers)
    assert not notes(tmp_path)


def test_a_cancelled_batch_is_not_sent_again(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.held, server.answers = True, 1

        async def work(engine: BatchEngine) -> Any:
            waiting = asyncio.ensure_future(asking(1, 2)(engine))
            while server.states() != ["in_progress"]:
                await asyncio.sleep(0.01)
            await engine._runs.calls._client.batches.cancel("batch_0000")
            return await waiting

        answers = run(tmp_path, server, work)
        assert server.sizes() == [2]
    assert answers[0] == "2"
    assert "It was not run in time" in answers[1]


def test_where_the_server_takes_less_at_once_batches_become_smaller(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.most_lines = 30
        answers = run(tmp_path, server, asking(*range(100)), batch_size=40)
        assert answers == [str(2 * number) for number in range(100)]
        assert set(server.ran.values()) == {1}


def test_a_wrong_key_is_the_users_mistake_and_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATCH_KEY", "sk-wrong")
    with (
        BatchServer(double, key="sk-right") as server,
        pytest.raises(UserError, match="refused a batch with HTTP 401") as told,
    ):
        run(tmp_path, server, asking(1), api_key_env="BATCH_KEY")
    assert "sk-wrong" not in str(told.value)


def test_several_addresses_are_refused() -> None:
    settings = EngineSettings(engine="batch", base_url=("http://one/v1", "http://two/v1"))
    with pytest.raises(UserError, match="2 addresses"):
        BatchEngine("m", settings, Path())


def test_uploaded_pictures_are_refused() -> None:
    with pytest.raises(UserError, match="another id in each run"):
        BatchEngine("m", EngineSettings(engine="batch", base_url="http://one/v1", images="upload"), Path())


def test_a_server_out_of_order_for_a_while_is_waited_for(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.unavailable = 1
        assert run(tmp_path, server, asking(1, 2)) == ["2", "4"]


def test_a_download_that_breaks_off_is_fetched_again(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.cut_downloads = 2
        assert run(tmp_path, server, asking(*range(20))) == [str(2 * number) for number in range(20)]
        assert server.sizes() == [20]


def test_a_lost_answer_to_the_creation_pays_for_no_second_batch(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.lose_creates = 1
        assert run(tmp_path, server, asking(1, 2)) == ["2", "4"]
        assert server.sizes() == [2]


def test_pictures_and_vectors_go_at_once(tmp_path: Path) -> None:
    with BatchServer(lambda asked: True) as server:
        run(tmp_path, server, lambda engine: engine.edit_image("mark it", PNG))
        assert server.requests["POST images"] == 1
        assert not server.batches


def picture() -> bytes:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (9, 9)).save(buffer, "PNG")
    return buffer.getvalue()


PNG = picture()
