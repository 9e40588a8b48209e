import json

import pytest

from synthloom.catalog.sources.wiki.looking import open_reader
from synthloom.schemas.errors import UserError


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("wikispeedia", "WikispeediaReader"),
        ("zim_with_images", "ZimReader"),
        ("zim_with_images/wikipedia_en_ray_charles_2015-06.zim", "ZimReader"),
        ("single_pages", "DumpReader"),
        ("gensim_dumps/bgwiki-latest-pages-articles-shortened.xml.bz2", "DumpReader"),
        ("dbpedia_minidumps/ja", "DumpReader"),
        ("mediawiki_api_json", "SavedApiReader"),
        ("multihop_qa/musique", "PlainReader"),
        ("multihop_qa/2wikimultihopqa_corpus.subset.json", "PlainReader"),
    ],
)
def test_every_real_source_gets_its_reader(real_data, tmp_path, place, kind):
    assert type(open_reader(str(real_data / "wikipedia" / place), tmp_path)).__name__ == kind


@pytest.mark.parametrize(("folder", "count"), [("gensim_dumps", 3), ("dbpedia_minidumps", 8), ("multihop_qa", 3)])
def test_a_folder_of_several_sources_lists_them(real_data, tmp_path, folder, count):
    with pytest.raises(UserError, match=f"holds {count} sources: .*Name one of them"):
        open_reader(str(real_data / "wikipedia" / folder), tmp_path)


def test_content_counts_and_not_the_name(tmp_path):
    (tmp_path / "dump.xml").write_text(json.dumps({"title": "Ulm", "text": "A city."}) + "\n")
    assert type(open_reader(str(tmp_path / "dump.xml"), tmp_path)).__name__ == "PlainReader"


def test_sql_dumps_are_told_by_their_tables(tmp_path):
    for table in ("page", "pagelinks"):
        (tmp_path / f"xwiki-latest-{table}.sql").write_text("")
    assert type(open_reader(str(tmp_path), tmp_path)).__name__ == "SqlDumpReader"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.jsonl", b"", "it is empty"),
        ("notes.txt", b"Hello, world", "begins with 'Hello, world'"),
        ("x.bin", b"\x7fELF\0\0\0", "it is binary"),
        ("cut.xml.bz2", b"BZh9garbage", "can't be unpacked"),
        ("questions.json", b'[{"question": "who?", "answer": "me"}]', "holds no pages"),
    ],
)
def test_what_is_no_source_is_told_by_what_was_seen(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match=said):
        open_reader(str(tmp_path / name), tmp_path)


@pytest.mark.parametrize(
    ("address", "said"),
    [("https://en.wikipedia.org", "no reader for https://"), ("/no/such/place", "doesn't exist")],
)
def test_addresses_that_lead_nowhere_say_so(tmp_path, address, said):
    with pytest.raises(UserError, match=said):
        open_reader(address, tmp_path)


def test_an_empty_folder_says_what_is_accepted(tmp_path):
    with pytest.raises(UserError, match=r"holds no pages: found nothing\. Expected a MediaWiki XML dump"):
        open_reader(str(tmp_path), tmp_path)
