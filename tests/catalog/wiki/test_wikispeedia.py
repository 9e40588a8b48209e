import pickle
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.sources.wiki.plain_box import read_box
from synthloom.catalog.sources.wiki.wikispeedia import Article, WikispeediaReader, read_article
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Page

WANTED = (
    "Lesotho", "Denmark", "Albert Einstein", "Adolf Hitler", "Argon", "Lion", "Venus", "Euro", "Aircraft", "Rotterdam",
    "Bahá'í Faith", "Nile", "Milan",
)  # fmt: skip


@pytest.fixture(scope="module")
def pages(real_data):
    """A dozen articles of different kinds, as read."""
    parts = WikispeediaReader(real_data / "wikipedia" / "wikispeedia").parts()
    return {a.title: read_article(a) for part in parts for a in part.articles if a.title in WANTED}


def rows(page):
    return {field.key: field.value for field in page.fields}


def test_names_are_decoded(pages):
    assert set(pages) == set(WANTED)


def test_prose_is_joined_and_the_head_captions_and_tail_are_gone(pages):
    text = pages["Lesotho"].text
    assert text.startswith("Lesotho, officially the Kingdom of Lesotho, is a land-locked country, entirely surrounded")
    assert "\n\n== History ==\n\nThe earliest inhabitants of the area were Khoisan hunter-gatherers. They were" in text
    for left in ("Enlarge", "Retrieved from", "SOS Children", "#copyright", "Estimates for this country"):
        assert left not in text


def test_spaces_that_links_left_beside_brackets_and_quotes_are_gone(pages):
    assert 'one of four "big cats" in the genus Panthera' in pages["Lion"].text
    assert rows(pages["Lesotho"])["Currency"] == "Loti (LSL)"


def test_a_countrys_infobox_is_read_out_of_its_columns(pages):
    found = rows(pages["Lesotho"])
    assert found["Capital"] == found["Largest city"] == "Maseru"
    assert found["Area - Total"] == "30,355 km² (140th)\n11,717 sq mi"
    assert found["Government - King"] == "Letsie III"
    assert found["Independence - from the United Kingdom"] == "October 4, 1966"
    assert found["Population - July 2005 estimate"] == "1,795,000 (146th)"


def test_an_infobox_without_columns_is_read_by_its_keys(pages):
    found = rows(pages["Denmark"])
    assert found["Capital"] == "Copenhagen"
    assert found["Government - Queen"] == "Margrethe II"
    assert found["Area - Total"] == "43,094 km² (134th)\n16,639 sq mi"
    assert found["Time zone - Summer (DST)"] == "CEST (UTC+2)"


@pytest.mark.parametrize(
    ("title", "key", "value"),
    [
        ("Albert Einstein", "Born", "March 14, 1879\nUlm, Württemberg, Germany"),
        ("Albert Einstein", "Notable Prizes", "Nobel Prize in Physics (1921)\nCopley Medal (1925)"),
        ("Adolf Hitler", "Spouse", "Eva Braun (married on 29 April 1945)"),
        ("Argon", "Name, Symbol, Number", "argon, Ar, 18"),
        ("Argon", "Boiling point", "87.30 K (-185.85 ° C, -302.53 ° F)"),
        ("Lion", "Genus", "Panthera"),
        ("Lion", "Binomial name", "Panthera leo"),
        ("Venus", "Longitude of the ascending node", "76.680 69°"),
        ("Euro", "Central bank", "European Central Bank"),
        ("Rotterdam", "Province", "South Holland"),
        ("Nile", "Mouth", "Mediterranean Sea"),
        ("Milan", "Mayor", "Letizia Moratti"),
    ],
)
def test_infoboxes_of_all_kinds_give_their_rows(pages, title, key, value):
    assert rows(pages[title])[key] == value


def test_a_page_without_infobox_has_no_rows(pages):
    assert pages["Aircraft"].fields == ()
    assert pages["Aircraft"].infobox == ""


def test_the_template_is_told_by_its_keys(pages):
    names = {title: pages[title].infobox for title in ("Lesotho", "Lion", "Argon", "Euro")}
    assert list(names.values()) == ["Infobox country", "Taxobox", "Infobox element", "Infobox currency"]


def test_every_listed_link_is_kept_and_stands_on_its_targets_name(pages):
    page = pages["Lesotho"]
    placed = {link.target: page.text[link.start : link.end] for link in page.links if link.start >= 0}
    assert placed["South Africa"] == "South Africa"
    assert all(0 <= link.start < link.end <= len(page.text) or link[1:] == (-1, -1) for link in page.links)
    assert [link.start for link in page.links if link.start >= 0] == sorted(
        link.start for link in page.links if link.start >= 0
    )


def test_links_in_infobox_values_have_places_in_the_value(pages):
    field = next(field for field in pages["Denmark"].fields if field.key == "Accession to EU" or field.links)
    assert all(0 <= link.start < link.end <= len(field.value) for link in field.links)


def test_categories_are_the_leaves_first(pages):
    assert pages["Lion"].categories == ("Mammals", "Biology", "Science")


def test_a_folder_of_texts_gives_what_the_packed_file_gives(real_data, tmp_path):
    folder = real_data / "wikipedia" / "wikispeedia"
    packed = next(iter(WikispeediaReader(folder).parts()))
    for table in folder.glob("*.tsv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    with tarfile.open(next(folder.glob("*.tar.xz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    loose = {a.title: a for part in WikispeediaReader(tmp_path).parts() for a in part.articles}
    assert all(loose[article.title] == article for article in packed.articles)


def test_an_article_without_text_and_one_of_other_bytes_are_counted(tmp_path):
    (tmp_path / "plaintext_articles").mkdir()
    (tmp_path / "articles.tsv").write_text("# head\nUlm\nBern\n")
    (tmp_path / "links.tsv").write_text("# head\nUlm\tBern\n")
    (tmp_path / "plaintext_articles" / "Ulm.txt").write_bytes(b"\xff\xfe\xfa")
    part = next(iter(WikispeediaReader(tmp_path).parts()))
    assert [page.reason for page in part.pages() if isinstance(page, BadPage)] == ["not_utf8", "no_text"]


def test_parts_are_the_same_after_pickling(real_data):
    part = next(iter(WikispeediaReader(real_data / "wikipedia" / "wikispeedia").parts()))
    article = pickle.loads(pickle.dumps(part)).articles[0]
    assert read_article(article) == read_article(part.articles[0])


def test_another_folder_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(UserError, match="holds no Wikispeedia data"):
        list(WikispeediaReader(tmp_path).parts())


def test_values_printed_below_several_keys_are_given_to_none():
    printed = [
        "   Capital     Pristina",
        "   Currency    Euro",
        "   Calling code 381",
        "   Population",
        "    – Total",
        "    – Density",
    ]
    found = dict(read_box([*printed, "    2.1 million", "    220/km²"], "Kosovo"))
    assert found == {"Capital": "Pristina", "Currency": "Euro", "Calling code": "381"}


def test_lines_of_a_footnote_are_no_rows():
    found = read_box(
        ["   Capital Bern", "   Currency Franc^1", "   ^1 Capital of the", "   Union also used"], "Switzerland"
    )
    assert found == [("Capital", "Bern"), ("Currency", "Franc")]


@given(st.text('Capital Area:- 1234\n()^•km"', max_size=400))
def test_any_print_is_read_without_failing(text):
    page = read_article(Article("Capital", text.encode(), ("Area",), (), ()))
    assert isinstance(page, Page)
    assert all(link.end <= len(page.text) for link in page.links)
