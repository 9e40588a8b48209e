"""Live wikis, read from a small MediaWiki on loopback, and folders of answers saved from a real one."""

import pickle
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from wiki_server import WikiServer

from synthloom.catalog.sources.wiki.api import ApiReader, open_api
from synthloom.catalog.sources.wiki.saved_api import SavedApiReader
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Page


def links_to(*titles: str) -> str:
    return "<p>" + " ".join(f'<a href="/wiki/{title}" title="{title}">{title}</a>' for title in titles) + "</p>"


PAGES = {
    "Ulm": links_to("Danube", "Donau", "Category:X", "Einstein") + '<a class="new" title="Nowhere">red</a>',
    "Danube": links_to("Ulm", "Sea"),
    "Einstein": '<table class="infobox vcard"><tr><th>Born</th><td>Ulm</td></tr></table><p>A physicist.</p>'
    '<img src="//h/w/images/thumb/a/ab/Albert_E.jpg/220px-Albert_E.jpg" width="220" height="300">',
    "Sea": "<p>Water.</p>",
}
REDIRECTS = {"Donau": "Danube", "Ulm (city)": "Ulm"}


def reader_of(wiki: WikiServer, cache: Path, query: str = "titles=Ulm") -> ApiReader:
    reader = open_api(f"api:{wiki.endpoint}?{query}&pause=0", cache)
    return replace(reader, wiki=replace(reader.wiki, wait=0.01, timeout=0.5))


def read(reader: ApiReader) -> list[Page | BadPage]:
    return [page for part in reader.parts() for page in pickle.loads(pickle.dumps(part)).pages()]


def titles(found: list[Page | BadPage]) -> list[str]:
    return [page.title for page in found if isinstance(page, Page) and not page.redirect]


def test_links_are_followed_breadth_first_and_redirects_resolved(tmp_path):
    with WikiServer(PAGES, REDIRECTS) as wiki:
        found = read(reader_of(wiki, tmp_path))
    assert titles(found) == ["Ulm", "Danube", "Einstein", "Sea"]
    assert {page.title: page.redirect for page in found if page.redirect} == {"Ulm (city)": "Ulm", "Donau": "Danube"}
    ulm = next(page for page in found if page.title == "Ulm")
    assert [link.target for link in ulm.links] == ["Danube", "Donau", "Einstein"]
    assert (ulm.page_id, ulm.revision, ulm.categories) == (100, 5000, ("Shown one",))
    assert ulm.short_description == "page of Ulm"


def test_depth_and_the_number_of_pages_end_a_crawl(tmp_path):
    with WikiServer(PAGES, REDIRECTS) as wiki:
        assert titles(read(reader_of(wiki, tmp_path, "titles=Ulm&depth=0"))) == ["Ulm"]
        assert titles(read(reader_of(wiki, tmp_path, "titles=Ulm&depth=1"))) == ["Ulm", "Danube", "Einstein"]
        assert titles(read(reader_of(wiki, tmp_path, "titles=Ulm&max_pages=2"))) == ["Ulm", "Danube"]


def test_a_second_build_asks_nothing_and_gives_the_same(tmp_path):
    with WikiServer(PAGES, REDIRECTS) as wiki:
        reader = reader_of(wiki, tmp_path)
        first, revision, asked = read(reader), reader.revision, len(wiki.asked)
        again = reader_of(wiki, tmp_path)
        assert (read(again), again.revision, again.state) == (first, revision, revision)
        assert len(wiki.asked) == asked


def test_a_wiki_tells_its_language_licence_and_who_asks_is_told(tmp_path):
    with WikiServer(PAGES) as wiki:
        reader = reader_of(wiki, tmp_path, "titles=Ulm&contact=me@example.org")
        assert (reader.language, reader.licence, reader.name) == ("en", "CC-BY-SA-4.0", "127.0.0.1 Ulm")
        assert wiki.agents == {"synthloom/0.1 (me@example.org)"}


def test_a_category_starts_a_crawl_and_without_a_start_all_pages_are_read(tmp_path):
    many = {f"Page {number:02}": f"<p>Text {number}.</p>" for number in range(12)}
    with WikiServer(many, categories={"Category:All of them": list(many)}) as wiki:
        assert titles(read(reader_of(wiki, tmp_path, "category=All_of_them"))) == list(many)
        assert titles(read(reader_of(wiki, tmp_path, ""))) == list(many)


def test_the_infobox_has_its_templates_name_and_pictures_theirs(tmp_path):
    with WikiServer(
        PAGES, templates={"Einstein": ["Infobox scientist", "Infobox scientist/link", "Birth date"]}
    ) as wiki:
        page = next(iter(read(reader_of(wiki, tmp_path, "titles=Einstein"))))
    assert (page.infobox, page.fields[0].key, page.files) == ("Infobox scientist", "Born", ("Albert E.jpg",))


@pytest.mark.parametrize("fault", [500, 503, 429, "garbage", "hang", "maxlag"])
def test_a_fault_of_the_line_is_tried_again(tmp_path, fault):
    with WikiServer(PAGES, REDIRECTS) as wiki:
        reader = reader_of(wiki, tmp_path)
        wiki.faults += [fault, fault]
        assert titles(read(reader)) == ["Ulm", "Danube", "Einstein", "Sea"]


def test_a_page_that_fails_is_counted_not_kept_and_asked_for_again(tmp_path):
    with WikiServer(PAGES, REDIRECTS) as wiki:
        reader = reader_of(wiki, tmp_path)
        list(read(replace(reader, max_pages=1)))
        wiki.faults += ["", 404]  # the titles are answered, then Danube isn't
        found = read(reader)
        assert [(page.where, page.reason) for page in found if isinstance(page, BadPage)] == [("Danube", "http_404")]
        assert "Sea" not in titles(found)
        assert titles(read(reader_of(wiki, tmp_path))) == ["Ulm", "Danube", "Einstein", "Sea"]


def test_a_wiki_that_goes_down_ends_the_crawl_with_a_sentence(tmp_path):
    many = {"Start": links_to(*(f"P{number}" for number in range(9)))} | {
        f"P{number}": "<p>x</p>" for number in range(9)
    }
    with WikiServer(many) as wiki:
        reader = reader_of(wiki, tmp_path, "titles=Start")
        read(replace(reader, depth=0))
        wiki.faults += ["", *[500] * 100]
        with pytest.raises(UserError, match="stopped answering"):
            read(reader)


def test_long_titles_are_asked_for_in_addresses_that_servers_take(tmp_path):
    many = {f"{'საქართველო' * 9} {number}": "<p>x</p>" for number in range(60)}
    with WikiServer({"Start": links_to(*many)} | many) as wiki:
        assert len(titles(read(reader_of(wiki, tmp_path, "titles=Start")))) == 61
        assert max(len(quote(asked.get("titles", ""))) for asked in wiki.asked) < 6000


def test_wrong_addresses_are_told(tmp_path):
    with WikiServer(PAGES) as wiki:
        with pytest.raises(UserError, match=r"no page to start from in 'Nobody'"):
            read(reader_of(wiki, tmp_path, "titles=Nobody"))
        with pytest.raises(UserError, match="unknown setting 'title'"):
            reader_of(wiki, tmp_path, "title=Ulm")
        with pytest.raises(UserError, match="no number"):
            reader_of(wiki, tmp_path, "titles=Ulm&depth=far")
        with pytest.raises(UserError, match="gives no answer"):
            open_api(f"api:{wiki.root}/elsewhere.php?titles=Ulm", tmp_path)
    with pytest.raises(UserError, match="no address of an API"):
        open_api("api:ltg", tmp_path)


def test_a_missing_start_among_others_is_counted(tmp_path):
    with WikiServer(PAGES) as wiki:
        found = read(reader_of(wiki, tmp_path, "titles=Nobody|Sea"))
    assert titles(found) == ["Sea"]
    assert [page.reason for page in found if isinstance(page, BadPage)] == ["missing_page"]


def test_pictures_are_fetched_only_where_that_is_allowed(tmp_path):
    with WikiServer(PAGES, pictures={"Albert_E.jpg": b"pixels"}) as wiki:
        assert reader_of(wiki, tmp_path).image("Albert E.jpg") is None
        assert reader_of(wiki, tmp_path, "titles=Ulm&images=yes").image("Albert E.jpg") is None
        allowed = reader_of(wiki, tmp_path, "titles=Ulm&images=yes&private=yes")
        assert allowed.image("Albert E.jpg") == b"pixels"
        assert allowed.image("Nobody.jpg") is None
        wiki.pictures.clear()
        assert allowed.image("Albert E.jpg") == b"pixels"


def test_pages_of_the_real_zim_file_are_the_same_over_an_api(tmp_path, real_data):
    from libzim.reader import Archive

    from synthloom.catalog.sources.wiki.zim import ZimReader

    path = real_data / "wikipedia/zim_with_images/wikipedia_en_ray_charles_2015-06.zim"
    names = ["Georgia on My Mind", "Ray Charles", "Quincy Jones"]
    archive = Archive(path)
    html = {name: archive.get_entry_by_path(f"A/{name.replace(' ', '_')}.html").get_item().content for name in names}
    from_file = {
        page.title: page for part in ZimReader(path).parts() for page in part.pages() if isinstance(page, Page)
    }
    with WikiServer({name: bytes(content).decode().partition("</h1>")[2] for name, content in html.items()}) as wiki:
        for page in read(reader_of(wiki, tmp_path, "titles=Ray Charles&max_pages=3")):
            assert (page.text, page.fields) == (from_file[page.title].text, from_file[page.title].fields)


def test_saved_answers_become_pages_and_the_rest_is_told(real_data):
    found = list(SavedApiReader(real_data / "wikipedia/mediawiki_api_json").pages())
    pages = {page.title: page for page in found if isinstance(page, Page)}
    python = pages["Python (programming language)"]
    assert (python.page_id, len(python.links) > 200, len(python.categories) > 10) == (23862, True, True)
    assert "Guido van Rossum in PyConUS24.jpg" in python.files
    reasons = {page.reason for page in found if isinstance(page, BadPage)}
    assert reasons == {"only_a_list", "missing_page", "api_error"}


def test_saved_answers_that_are_none_are_told_apart(tmp_path):
    for name, text in (
        ("a", "{"),
        ("b", "[]"),
        ("c", '{"query": {"pages": [{"title": "X", "links": [7]}]}}'),
        ("d", "{}"),
    ):
        (tmp_path / f"{name}.json").write_text(text)
    (tmp_path / "e.json").write_text('{"parse": {"title": "Ulm", "revid": 3, "text": {"*": "<p>On the Danube.</p>"}}}')
    found = list(SavedApiReader(tmp_path).pages())
    assert [page.reason for page in found if isinstance(page, BadPage)] == ["not_json", *["no_api_answer"] * 3]
    assert [page.text for page in found if isinstance(page, Page)][-1] == "On the Danube."
