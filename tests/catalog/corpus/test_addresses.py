import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import small_corpus

from synthloom.catalog.corpus.addresses import (
    Address,
    file_address,
    find_page,
    nearest_pages,
    page_address,
    parse,
    same_corpus,
)

TITLES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).map(
    lambda text: " ".join(text.replace("_", " ").split())
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return small_corpus(tmp_path_factory.mktemp("corpus"))


@given(TITLES.filter(lambda title: title and not title.lower().startswith("file:")), TITLES.filter(bool))
def test_an_address_holds_no_space_and_leads_back(title, name):
    address = page_address(name, title)
    assert not set(address) & set(' \n"<>')
    read = parse(address)
    assert read.title == title
    assert same_corpus(read, name)


@given(TITLES.filter(bool))
def test_a_files_address_leads_back(name):
    assert parse(file_address("small", name)) == Address("small", "", name)


def test_titles_read_as_written():
    assert page_address("small", "AC/DC (group)") == "wiki://small/AC/DC_(group)"
    assert page_address("my wiki", "What? 100%") == "wiki://my_wiki/What%3F_100%25"


def test_sections_bare_titles_and_other_schemes():
    assert parse("wiki://small/Lesotho#Geography").title == "Lesotho"
    assert parse("Thaba_Bosiu") == Address("", "Thaba Bosiu", "")
    assert parse("https://example.org/Lesotho") is None
    assert parse("wiki://small/") is None


def test_a_page_is_found_in_other_letters_only_when_one_is_called_so(corpus):
    assert find_page(corpus, "lesotho") == corpus.node("Lesotho")
    assert find_page(corpus, "KINGDOM OF LESOTHO") is None
    assert find_page(corpus, "???") is None


def test_similar_titles_share_words_or_letters(corpus):
    assert nearest_pages(corpus, "Nadine Gordimmer")[0] == "Nadine Gordimer"
    assert nearest_pages(corpus, "Pretorria")[0] == "Pretoria"
    assert nearest_pages(corpus, "") == nearest_pages(corpus, "%%%") == []
