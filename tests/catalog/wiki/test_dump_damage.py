import bz2
import gzip
import time

import pytest
from dump_files import END, HEAD, dump, page, titles_and_reasons, written

from synthloom.catalog.sources.wiki import dump_page, dump_parts, dump_stream
from synthloom.catalog.sources.wiki.dump import DumpReader
from synthloom.schemas.errors import UserError


def test_a_dump_cut_off_in_a_page_gives_the_pages_before(tmp_path):
    data = dump(page(1), page(2), page(3))
    titles, reasons = titles_and_reasons(written(tmp_path, data[: data.rfind(b"</text>")]))
    assert titles == ["Page 1", "Page 2"]
    assert reasons == {"cut_off": 1}


@pytest.mark.parametrize("part_bytes", [100, 8 << 20])
def test_a_missing_end_of_page_costs_that_page(tmp_path, part_bytes):
    broken = page(2).replace("</page>", "")
    assert titles_and_reasons(written(tmp_path, dump(page(1), broken, page(3))), part_bytes) == (
        ["Page 1", "Page 3"],
        {"no_page_end": 1},
    )


def test_a_missing_end_of_text_costs_that_page(tmp_path):
    path = written(tmp_path, dump(page(1), page(2).replace("</text>", ""), page(3)))
    assert titles_and_reasons(path) == (["Page 1", "Page 3"], {"no_text_end": 1})


def test_a_page_without_title_or_text_is_counted(tmp_path):
    nameless, empty = page(1).replace("title>", "name>"), page(2).replace("text", "words")
    assert titles_and_reasons(written(tmp_path, dump(nameless, empty, page(3)))) == (
        ["Page 3"],
        {"no_title": 1, "no_text": 1},
    )


def test_garbage_between_pages_is_counted_and_costs_no_page(tmp_path):
    path = written(tmp_path, dump(page(1), "@@@@ not XML < > && @@@@", page(2)))
    assert titles_and_reasons(path) == (["Page 1", "Page 2"], {"garbage_between_pages": 1})


@pytest.mark.parametrize(("bad", "reason"), [(b"\xff\xfe\xc3", "bad_utf8"), (b"\x00\x07", "illegal_characters")])
def test_bad_bytes_cost_the_page_they_stand_in(tmp_path, bad, reason):
    data = dump(page(1), page(2, "Good MARK bad."), page(3)).replace(b"MARK", bad)
    assert titles_and_reasons(written(tmp_path, data)) == (["Page 1", "Page 3"], {reason: 1})


def test_a_cut_bzip2_file_gives_its_whole_blocks(tmp_path):
    data = dump(*(page(number, f"{number} words. " * 900) for number in range(300)))
    packed = bz2.compress(data)
    titles, reasons = titles_and_reasons(written(tmp_path, packed[: len(packed) * 3 // 4], "cut.xml.bz2"))
    assert 100 < len(titles) < 300
    assert reasons == {"damaged_block": 1, "illegal_characters": 1} or reasons["damaged_block"] == 1


def test_a_damaged_bzip2_block_costs_its_pages_only(tmp_path):
    data = dump(*(page(number, f"{number} words. " * 900) for number in range(300)))
    packed = bytearray(bz2.compress(data))
    packed[len(packed) // 2] ^= 0xFF
    titles, reasons = titles_and_reasons(written(tmp_path, bytes(packed), "bad.xml.bz2"))
    assert {"Page 0", "Page 299"} <= set(titles)
    assert len(titles) > 150
    assert reasons["damaged_block"] == 1


def test_a_cut_gzip_file_gives_what_came_before(tmp_path):
    packed = gzip.compress(dump(*(page(number, f"{number} words. " * 900) for number in range(300))))
    titles, reasons = titles_and_reasons(written(tmp_path, packed[: len(packed) // 2], "cut.xml.gz"))
    assert 50 < len(titles) < 300
    assert reasons["damaged_file"] == 1


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
@pytest.mark.parametrize("words", [2500, 60_000])
def test_a_page_too_large_is_not_read(tmp_path, monkeypatch, pack, words):
    for module in (dump_page, dump_parts, dump_stream):
        monkeypatch.setattr(module, "LARGEST", 10_000)
    monkeypatch.setattr(dump_parts, "_STEP", 1000)
    monkeypatch.setattr(dump_stream, "STEP", 1000)
    path = written(tmp_path, pack(dump(page(1), page(2, "long " * words), page(3))))
    assert titles_and_reasons(path, 500) == (["Page 1", "Page 3"], {"page_too_large": 1})


def test_a_head_repeated_a_thousand_times_is_passed_over(tmp_path):
    path = written(tmp_path, dump(page(1), "<siteinfo></siteinfo>" * 1000 + "x", page(2)))
    assert titles_and_reasons(path) == (["Page 1", "Page 2"], {"garbage_between_pages": 1})


def test_a_page_of_100_megabytes_is_passed_over_in_seconds(tmp_path):
    path = written(tmp_path, dump(page(1), page(2, "{{[[x" * 21_000_000), page(3)))
    started = time.monotonic()
    assert titles_and_reasons(path) == (["Page 1", "Page 3"], {"page_too_large": 1})
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("data", [b"", b"hello world", b"BZh9garbage", bz2.compress(b"no dump"), b"\x1f\x8b\x08broken"])
def test_what_is_no_dump_is_the_users_mistake(tmp_path, data):
    with pytest.raises(UserError, match=r"no MediaWiki XML dump.*give such a file"):
        list(DumpReader(written(tmp_path, data)).parts())


def test_a_missing_file_and_an_archive_are_the_users_mistakes(tmp_path):
    with pytest.raises(UserError, match="no dump at"):
        list(DumpReader(tmp_path / "none.xml").parts())
    with pytest.raises(UserError, match="7z archive"):
        list(DumpReader(written(tmp_path, b"7z\xbc\xaf\x27\x1c")).parts())


def test_a_dump_without_its_head_is_read(tmp_path):
    path = written(tmp_path, (page(1) + page(2)).encode())
    assert titles_and_reasons(path)[0] == ["Page 1", "Page 2"]
    assert "no <siteinfo>" in DumpReader(path).notes[0]


def test_dumps_one_after_another_are_read_as_one(tmp_path):
    path = written(tmp_path, (HEAD + page(1) + END + HEAD + page(2) + END).encode())
    assert titles_and_reasons(path) == (["Page 1", "Page 2"], {})
