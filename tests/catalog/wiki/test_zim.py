"""ZIM files: the real one (old scheme, 85 articles), small ones made here (new scheme), damaged ones."""

import pickle
from pathlib import Path

import pytest
from libzim.writer import Creator, Hint, Item, StringProvider

from synthloom.catalog.sources.wiki.zim import ZimReader, open_zim
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Page


@pytest.fixture(scope="module")
def real(real_data: Path) -> Path:
    return real_data / "wikipedia/zim_with_images/wikipedia_en_ray_charles_2015-06.zim"


def read(reader: ZimReader) -> list[Page | BadPage]:
    return [page for part in reader.parts() for page in pickle.loads(pickle.dumps(part)).pages()]


@pytest.fixture(scope="module")
def pages(real: Path) -> dict[str, Page]:
    return {page.title: page for page in read(ZimReader(real)) if isinstance(page, Page)}


def test_a_file_tells_what_it_is(real):
    reader = ZimReader(real)
    assert (reader.language, reader.licence) == ("en", "CC-BY-SA-3.0")
    assert reader.revision == "2015-06-02 md5:2fd295b21af387ac10d1b2c4dc16875b"


def test_articles_and_redirects_are_all_there_and_the_opening_page_is_no_article(pages):
    assert sum(not page.redirect and page.namespace == 0 for page in pages.values()) == 84
    assert sum(bool(page.redirect) for page in pages.values()) == 151
    assert [page.title for page in pages.values() if page.namespace] == ["Summary"]


def test_every_link_and_redirect_leads_to_a_page_of_the_file_and_stands_on_its_words(pages):
    for page in pages.values():
        assert not page.redirect or page.redirect in pages
        assert all(link.target in pages for link in page.links)
        assert all(page.text[link.start : link.end].strip() for link in page.links if link.start >= 0)
    assert sum(link.start >= 0 for page in pages.values() if page.namespace == 0 for link in page.links) > 400


def test_a_real_song_is_read_as_a_person_would_read_it(pages):
    song = pages["Georgia on My Mind"]
    assert song.text.startswith('"Georgia on My Mind" is a song by Hoagy Carmichael and Stuart Gorrell, closely')
    assert song.text.endswith("state song.") or "issued from Wikipedia" not in song.text
    assert song.revision
    fields = {field.key: field for field in song.fields}
    assert fields["Single by"].links[0].target == "Ray Charles"
    assert fields["Writer(s)"].value == "Hoagy Carmichael (music)\nStuart Gorrell (lyrics)"
    assert (fields["Previous"].value, fields["Next"].value) == ("Tell the Truth", "Ruby")


def test_no_text_holds_markup_reference_marks_or_an_empty_section(pages):
    for page in pages.values():
        assert not any(mark in page.text for mark in ("[1]", "[edit]", "()", "( ", " ,", "<", "\n\n\n", "issued from"))
        assert not page.text.endswith("==")


def test_every_picture_named_is_in_the_file_and_no_drawing_is_given(real, pages):
    reader = ZimReader(real)
    names = [name for page in pages.values() for name in page.files]
    assert len(names) > 80
    assert all((reader.image(name) or b"")[:3] in (b"\xff\xd8\xff", b"\x89PN") for name in names)
    assert pages["Ray Charles"].files[0] == "Ray_Charles_(cropped).jpg"
    assert reader.image("s/bullet-icon.svg") is None
    assert reader.image("nobody.jpg") is None


def test_two_readings_are_equal(real):
    assert read(ZimReader(real)) == read(ZimReader(real))


def test_a_file_in_parts_is_read_by_the_name_of_any_part(real, tmp_path):
    data = real.read_bytes()
    (tmp_path / "x.zimaa").write_bytes(data[:700_000])
    (tmp_path / "x.zimab").write_bytes(data[700_000:])
    assert ZimReader(tmp_path / "x.zimaa").name == "x"
    assert len(read(ZimReader(tmp_path / "x.zim"))) == 236


@pytest.mark.parametrize("keep", [0, 50, 900_000])
def test_a_file_cut_off_is_the_users_to_mend(real, tmp_path, keep):
    (tmp_path / "cut.zim").write_bytes(real.read_bytes()[:keep])
    with pytest.raises(UserError, match=r"cut\.zim isn't a whole ZIM file"):
        open_zim(tmp_path / "cut.zim")
    with pytest.raises(UserError, match="isn't there"):
        open_zim(tmp_path / "none.zim")


def test_damaged_stretches_are_counted_and_the_rest_is_read(real, tmp_path):
    data = bytearray(real.read_bytes())
    data[200_000:204_000] = bytes(4_000)
    (tmp_path / "bad.zim").write_bytes(data)
    found = read(ZimReader(tmp_path / "bad.zim"))
    bad = [page for page in found if isinstance(page, BadPage)]
    assert bad
    assert {page.reason for page in bad} == {"unreadable_entry"}
    assert len(found) - len(bad) > 100


class Entry(Item):
    def __init__(self, path: str, title: str, content: str, kind: str = "text/html") -> None:
        super().__init__()
        self.path, self.title, self.content, self.kind = path, title, content, kind

    def get_path(self) -> str:
        return self.path

    def get_title(self) -> str:
        return self.title

    def get_mimetype(self) -> str:
        return self.kind

    def get_contentprovider(self) -> StringProvider:
        return StringProvider(self.content)

    def get_hints(self) -> dict[Hint, int]:
        return {Hint.FRONT_ARTICLE: self.kind == "text/html"}


def test_the_new_scheme_without_folders_is_read_too(tmp_path):
    with Creator(str(tmp_path / "new.zim")) as creator:
        creator.set_mainpath("Main")
        creator.add_item(Entry("Main", "Main", "<p>Welcome to <a href='Ulm'>Ulm</a></p>"))
        creator.add_item(
            Entry("Ulm", "Ulm", "<p>On the <a href='./Danube_(river)#x'>Danube</a><img src='./_a_/x.png'></p>")
        )
        creator.add_item(
            Entry("Danube_(river)", "Danube", "<p>By <a href='Ulm'>Ulm</a>, <a href='http://x/Ulm'>x</a></p>")
        )
        creator.add_item(Entry("Moved", "Moved", '<meta http-equiv="refresh" content="0;URL=\'./Ulm\'">'))
        creator.add_item(Entry("Empty", "Empty", "<p></p>"))
        creator.add_item(Entry("_a_/x.png", "", "png", "image/png"))
        creator.add_redirection("Donau", "Donau", "Danube_(river)", {})
        creator.add_metadata("Language", "deu")
    reader = ZimReader(tmp_path / "new.zim")
    found = read(reader)
    assert [(page.where, page.reason) for page in found if isinstance(page, BadPage)] == [("Empty", "no_text")]
    pages = {page.title: page for page in found if isinstance(page, Page)}
    assert {name: page.redirect for name, page in pages.items() if page.redirect} == {"Donau": "Danube", "Moved": "Ulm"}
    assert [link.target for link in pages["Ulm"].links] == ["Danube"]
    assert [link.target for link in pages["Danube"].links] == ["Ulm"]
    assert (pages["Main"].namespace, pages["Ulm"].namespace, reader.language, reader.licence) == (4, 0, "de", "unknown")
    assert reader.image(pages["Ulm"].files[0]) == b"png"
