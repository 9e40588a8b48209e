import bz2
import gzip
import pickle
from pathlib import Path

import pyarrow as pa
import pytest
from dump_files import article, dump, everything, page, written
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.sources.wiki.dump import DumpReader
from synthloom.schemas.wiki import BadPage, Page


@pytest.fixture(scope="module")
def latgalian(real_data) -> DumpReader:
    return DumpReader(real_data / "wikipedia/ltgwiki_full/smallwiki-latest-pages-articles.xml.bz2")


@pytest.fixture(scope="module")
def latgalian_pages(latgalian) -> list[Page | BadPage]:
    return everything(latgalian)


def test_a_dump_tells_its_wiki(latgalian):
    assert (latgalian.name, latgalian.language) == ("smallwiki-latest-pages-articles", "ltg")
    assert latgalian.licence == "CC-BY-SA-4.0"
    assert latgalian.notes == ()


def test_articles_and_redirects_of_a_whole_wiki_are_read(latgalian_pages):
    redirects = [page for page in latgalian_pages if page.redirect]
    assert (len(latgalian_pages), len(redirects)) == (1050, 147)
    assert all(isinstance(page, Page) and page.page_id and page.revision for page in latgalian_pages)


def test_every_link_stands_where_it_says(latgalian_pages):
    links = [(page, link) for page in latgalian_pages for link in page.links if link.start >= 0]
    assert len(links) > 3000
    assert all(0 <= link.start < link.end <= len(page.text) for page, link in links)


def test_files_and_categories_are_told_by_the_wikis_own_words(latgalian_pages):
    pages = {page.title: page for page in latgalian_pages}
    assert pages["Malnuo žugure"].files[0] == "Ciconia nigra 1 (Marek Szczepanek).jpg"
    assert pages["Malnuo žugure"].categories == ("Dzeivinīki",)
    assert pages["Malnuo žugure"].infobox == "Infoskreine Taksonomeja"


def test_english_pages_keep_what_their_infobox_says(real_data):
    folder = real_data / "wikipedia/gensim_dumps"
    pages = {page.title: page for page in everything(DumpReader(next(folder.glob("enwiki-latest*"))))}
    einstein = {field.key: field for field in pages["Albert Einstein"].fields}
    assert einstein["birth_date"].value == "14 March 1879"
    assert einstein["birth_place"].value == "Ulm, Kingdom of Württemberg, German Empire"
    assert [link.target for link in einstein["birth_place"].links] == ["Ulm", "Kingdom of Württemberg", "German Empire"]
    assert pages["Albert Einstein"].text.startswith("Albert Einstein (14 March 1879 – 18 April 1955) was a German-born")


def test_utf_16_is_read_as_any_other(real_data):
    found = everything(DumpReader(next((real_data / "wikipedia/gensim_dumps").glob("bgwiki*"))))
    assert [page.title for page in found] == ["Григориански календар"]
    assert found[0].text.startswith("Григорианският календар")


def test_titles_tell_the_namespace_where_the_dump_does_not(tmp_path):
    old = page(1, title="File:A.png").replace("    <ns>0</ns>\n", "") + page(2).replace("    <ns>0</ns>\n", "")
    assert [found.title for found in everything(DumpReader(written(tmp_path, dump(old))))] == ["Page 2"]


def test_a_redirect_without_its_tag_is_told_by_its_text(tmp_path):
    path = written(tmp_path, dump(page(1, "#WEITERLEITUNG [[Ulm_Minster#Tower]]")))
    assert everything(DumpReader(path))[0].redirect == "Ulm Minster"


def test_the_last_revision_counts(tmp_path):
    twice = page(1).replace("    <revision>", "    <revision><id>7</id><text>Old.</text></revision>\n    <revision>", 1)
    found = everything(DumpReader(written(tmp_path, dump(twice))))[0]
    assert (found.revision, found.text) == (1001, "Page 1 links to Page 2.")


@pytest.mark.parametrize("packing", ["bz2", "gz", "zst", "multistream", "cut anywhere"])
def test_every_packing_gives_the_same_pages(tmp_path, packing):
    data = dump(*(page(number, "Some *text*. " * 500) for number in range(400)))
    step = 700_001
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    packed = {
        "bz2": lambda: bz2.compress(data),
        "gz": lambda: gzip.compress(data),
        "zst": lambda: pa.compress(data, codec="zstd", asbytes=True),
        "multistream": lambda: b"".join(bz2.compress(piece) for piece in data.split(b"\0")),
        "cut anywhere": lambda: b"".join(bz2.compress(piece) for piece in pieces),
    }[packing]()
    plain = everything(DumpReader(written(tmp_path, data)))
    assert everything(DumpReader(written(tmp_path, packed, "packed"), part_blocks=1)) == plain
    assert len(plain) == 400


@given(st.integers(1, 3000))
def test_how_a_file_is_cut_does_not_matter(tmp_path_factory, size):
    path = written(tmp_path_factory.mktemp("cut"), dump(*map(page, range(12))))
    whole = everything(DumpReader(path))
    assert everything(DumpReader(path, part_bytes=size)) == whole
    assert len(whole) == 12


def test_parts_can_be_sent_to_other_processes(latgalian, latgalian_pages):
    parts = pickle.loads(pickle.dumps(list(latgalian.parts())))
    assert [page for part in parts for page in part.pages()] == latgalian_pages


def test_state_and_revision_follow_the_file(tmp_path: Path):
    reader = DumpReader(written(tmp_path, dump(page(1))))
    state, revision = reader.state, reader.revision
    other = DumpReader(written(tmp_path, dump(page(2), page(3))))
    assert other.state != state
    assert other.revision != revision


def test_xml_entities_and_characters_are_read_once():
    assert article("AT&amp;T &nbsp;is &lt; &#8211;").text == "AT&T is < –"
