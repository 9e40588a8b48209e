import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.engines.batch.batch_lines import Failed, Gathered, Output, request_line
from synthloom.engines.batch.batch_log import BatchLog, Note

MISSING = Failed("no line came back", again=True)


def line(name: str, text: str, **changed: Any) -> bytes:
    body = {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}]}
    told = {"custom_id": name, "response": {"status_code": 200, "body": body}, "error": None, **changed}
    return json.dumps(told).encode() + b"\n"


def output(folder: Path, data: bytes, step: int = 7) -> Output:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(data), step):
            yield data[start : start + step]

    made = Output(folder, MISSING)
    asyncio.run(made.add(chunks()))
    return made


def failure(folder: Path, **changed: Any) -> Failed:
    read = output(folder, line("a", "", **changed)).read("a")
    assert isinstance(read, Failed)
    return read


@given(texts=st.lists(st.text(), max_size=8), step=st.integers(1, 200))
def test_replies_are_read_by_name_however_they_come(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], step: int
) -> None:
    data = b"".join(line(f"n{place}", text) for place, text in enumerate(texts))
    read = output(tmp_path_factory.getbasetemp(), data, step)
    for place, text in reversed(list(enumerate(texts))):
        said: Any = read.read(f"n{place}")
        assert said.choices[0].message.content == text.encode("utf-8", "replace").decode()
    assert read.read("other") == MISSING


def test_of_two_lines_with_one_name_the_first_counts(tmp_path: Path) -> None:
    read: Any = output(tmp_path, line("a", "first") + line("a", "second")).read("a")
    assert read.choices[0].message.content == "first"


def test_a_file_that_ends_within_a_line_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        output(tmp_path, line("a", "x") + line("b", "y")[:20])


def test_what_may_help_is_asked_again_and_what_is_refused_is_not(tmp_path: Path) -> None:
    for status in (408, 429, 500, 503):
        assert failure(tmp_path, response={"status_code": status, "body": {}}).again
    for status in (400, 401, 404, 422):
        assert not failure(tmp_path, response={"status_code": status, "body": {}}).again
    assert failure(tmp_path, response={"status_code": 404, "body": {}}).refused


def test_a_spent_quota_is_not_asked_again(tmp_path: Path) -> None:
    error = {"code": "insufficient_quota", "message": "You exceeded your current quota."}
    failed = failure(tmp_path, response={"status_code": 429, "body": {"error": error}})
    assert failed == Failed("HTTP 429: You exceeded your current quota.", again=False)


def test_an_expired_line_is_asked_again_and_a_cancelled_one_is_not(tmp_path: Path) -> None:
    expired = {"code": "batch_expired", "message": "This request could not be executed in time."}
    assert failure(tmp_path, response=None, error=expired) == Failed(expired["message"], again=True)
    assert not failure(tmp_path, response=None, error={"code": "batch_cancelled", "message": ""}).again


def test_a_reply_without_choices_is_asked_again(tmp_path: Path) -> None:
    assert failure(tmp_path, response={"status_code": 200, "body": {"choices": []}}).again


@given(texts=st.lists(st.text(), max_size=8))
def test_gathered_lines_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.getbasetemp()

    async def main() -> None:
        gathered = Gathered[int](folder)
        for place, text in enumerate(texts):
            gathered.add(f"n{place}", request_line(f"n{place}", json.dumps({"text": text})))
        with await gathered.copy([f"n{place}" for place in range(0, len(texts), 2)]) as file:
            assert [json.loads(line)["body"]["text"] for line in file] == texts[::2]
        assert all(json.loads(gathered.line(f"n{place}"))["body"]["text"] == text for place, text in enumerate(texts))

    asyncio.run(main())


def test_an_older_state_of_a_note_is_replaced_and_a_batch_is_told_of_once(tmp_path: Path) -> None:
    async def main() -> None:
        log = BatchLog(tmp_path / "made" / "below")
        async with log.alone():
            log.write(Note("n", "file-1", "", 4e9, ("a", "b")))
            again = BatchLog(log.folder)
            assert [note.batch for note in again.unread()] == [""]
            log.write(Note("n", "file-1", "batch_1", 4e9, ("a", "b")))
            assert again.unread() == [Note("n", "file-1", "batch_1", 4e9, ("a", "b"))]
            assert again.unread() == []

    asyncio.run(main())
