import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import ListReader, page, small_corpus

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.corpus.search import WORDS, passages
from synthloom.catalog.corpus.sentences import sentence_at, sentences
from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.corpus.titles import left_out, link_title, without_bracket


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> LocalCorpus:
    return small_corpus(tmp_path_factory.mktemp("catalog"))


def test_the_best_passage_comes_first_with_its_page(corpus):
    hits = corpus.search("Which mountain is the highest in Lesotho?", 3)
    assert corpus.title(hits[0].node) == "Thabana Ntlenyana"
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits[0].score > hits[1].score


def test_english_words_are_stemmed(corpus):
    assert corpus.title(corpus.search("mountains that surrounded", 1)[0].node) in {"South Africa", "Thabana Ntlenyana"}


def test_a_page_is_found_by_its_title_alone(corpus):
    assert corpus.search("dimbaza", 1)[0].passage.startswith("The Last Grave")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.integers(0, 5))
def test_any_text_is_a_query(corpus, text, k):
    assert len(corpus.search(text, k)) <= k


@pytest.mark.parametrize("query", ['title:"x', "a AND (", "+-!*?~^:\\/", "", "\0", "lesotho\udcff", "the " * 5_000])
def test_no_sign_in_a_query_is_syntax(corpus, query):
    corpus.search(query, 3)


def test_equal_passages_keep_the_order_of_the_source(tmp_path):
    pages = tuple(page(f"Page {number:02}", "the same words") for number in range(30))
    corpus = LocalCorpora(tmp_path).build(ListReader(pages))
    assert [hit.node for hit in corpus.search("same words", 20)] == list(range(20))


def test_languages_without_spaces_are_searched_too(tmp_path):
    pages = (page("東京", "東京は日本の首都である。"), page("大阪", "大阪は日本の都市である。"))
    corpus = LocalCorpora(tmp_path).build(ListReader(pages, language="ja"))
    assert corpus.search("首都", 1)[0].node == 0


def test_long_paragraphs_are_cut_between_sentences():
    paragraph = " ".join(f"This is sentence number {number} of a long paragraph." for number in range(60))
    text = f"== Head ==\n\n{paragraph}\n \n Short one. \n"
    pieces = [text[start:end] for start, end in passages(text)]
    assert " ".join(pieces[:-1]) == paragraph
    assert pieces[-1] == "Short one."
    assert all(piece.endswith(".") and piece.count(" ") < WORDS + 10 for piece in pieces)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aA .\n=", max_size=60))
def test_passages_lose_nothing_but_space_and_headings(text):
    found = [text[start:end] for start, end in passages(text)]
    assert all(passage == passage.strip() != "" for passage in found)
    lines = [line for part in re.split(r"\n[ \t]*\n", text) if not _is_heading(part) for line in part.split()]
    assert "".join("".join(passage.split()) for passage in found) == "".join(lines)


def _is_heading(paragraph: str) -> bool:
    return paragraph.strip().startswith("==") and "\n" not in paragraph.strip()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aA1 .!?\n\"')Dr", max_size=60))
def test_sentences_part_a_text_and_lose_only_space(text):
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("J. S. Bach was born c. 1685. He died in Leipzig.", 2),
        ("The U.S. Army won. It cost $3.5 million.", 2),
        ("He lived in the U.S. The war ended.", 2),
        ("Dr. Smith (b. 1900) said “Yes.” Then he left!", 2),
        ("It is 3,482 m. King Moshoeshoe I founded it.", 2),
        ("He came in at No. 5. He said no. Then he left.", 3),
        ("Foo, Bar, etc. The next one. St. Louis is big.", 3),
        ("東京は都市。大きい。", 2),
        ("A heading\nA line without a stop", 2),
    ],
)
def test_abbreviations_and_numbers_end_no_sentence(text, count):
    assert len(sentences(text)) == count


def test_the_sentence_around_a_link_is_cut_from_its_line():
    text = "== Early life ==\n\nHe was born in Ulm. He moved to Bern.\nNext line"
    start = text.index("Bern")
    assert sentence_at(text, start, start + 4) == "He moved to Bern."


@pytest.mark.parametrize(
    ("title", "language", "out"),
    [
        ("List of rivers", "en", True),
        ("Lists of lists", "en", True),
        ("Timeline of physics", "en", True),
        ("Index of Foo articles", "en", True),
        ("Foo (disambiguation)", "en", True),
        ("Foo (Begriffsklärung)", "de", True),
        ("Liste der Flüsse", "de", True),
        ("Category:Rivers", "en", True),
        ("Listening", "en", False),
        ("Lista Airport", "en", False),
        ("Mercury (planet)", "en", False),
        ("Portal", "en", False),
    ],
)
def test_titles_the_paper_leaves_out(title, language, out):
    assert left_out(title, language) is out


def test_link_titles_are_normalised():
    assert link_title("albert_Einstein#Early life") == "Albert Einstein"
    assert link_title("#Section") == ""
    assert without_bracket("Mercury (planet)") == "Mercury"
    assert without_bracket("(planet)") == "(planet)"
