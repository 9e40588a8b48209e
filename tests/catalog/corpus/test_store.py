import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from small_corpus import ListReader, page, redirect, small_corpus

from synthloom.catalog.corpus.key import key
from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.sources.wiki.zim import ZimReader
from synthloom.schemas.errors import UserError


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> LocalCorpus:
    return small_corpus(tmp_path_factory.mktemp("catalog"))


def test_a_missing_corpus_is_told_with_its_folder(tmp_path):
    with pytest.raises(UserError, match=f"{tmp_path}/corpora/0123"):
        LocalCorpora(tmp_path).open("0123")


def test_a_key_leads_to_no_folder_but_a_corpus(corpus):
    elsewhere = LocalCorpora(corpus.folder.parent.parent)
    for name in (str(corpus.folder), f"../corpora/{corpus.info.key}", "", "."):
        with pytest.raises(UserError, match="isn't at"):
            elsewhere.open(name)


def test_a_corpus_is_opened_once_per_process(corpus):
    corpora = LocalCorpora(corpus.folder.parent.parent)
    assert corpora.open(corpus.info.key) is corpora.open(corpus.info.key)


def test_an_entry_has_all_names_of_its_page(corpus):
    entry = corpus.entry(corpus.node("Lesotho"))
    assert entry.aliases[:3] == ("Lesotho", "Kingdom of Lesotho", "Basutoland")
    assert entry.short_description == "Country in Southern Africa"
    assert entry.files == ("Flag of Lesotho.svg", "Semonkong landscape.jpg")
    assert entry.in_degree == corpus.graph.in_degree[entry.node] == 9
    assert entry.lead.endswith("surrounded by South Africa.")


def test_the_title_without_its_bracket_is_a_name(tmp_path):
    corpus = LocalCorpora(tmp_path).build(
        ListReader((page("Mercury (planet)", "x"), redirect("M", "Mercury (planet)")))
    )
    assert corpus.entry(0).aliases == ("Mercury (planet)", "Mercury")


@pytest.mark.parametrize("title", ["lesotho", "Lesotho#History", "_Lesotho ", ":Lesotho", "Kingdom&nbsp;of_Lesotho"])
def test_titles_are_read_as_mediawiki_reads_them(corpus, title):
    assert corpus.node(title) == 0


def test_facts_point_to_nodes_and_have_keys(corpus):
    facts = {fact.value: fact for fact in corpus.facts(corpus.node("Nadine Gordimer"))}
    assert facts["13 July 2014"].key == "13 july 2014"
    assert facts["Johannesburg"].target == corpus.node("Johannesburg")
    assert facts["Johannesburg"].origin == "infobox"


def test_links_know_the_relation_their_infobox_row_gives(corpus):
    graph, node = corpus.graph, corpus.node("Lesotho")
    links = slice(graph.offsets[node], graph.offsets[node + 1])
    names = dict(zip(graph.targets[links].tolist(), graph.relations[links].tolist(), strict=True))
    assert "capital" in graph.relation_names[names[corpus.node("Maseru")] - 1]
    assert names[corpus.node("Orange River")] == 0


def test_a_mention_carries_its_words_and_its_sentence(corpus):
    mention = corpus.mentions(corpus.node("Lesotho"), corpus.node("Moshoeshoe I"))[0]
    assert mention.anchor == "King Moshoeshoe I"
    assert mention.sentence == "King Moshoeshoe I founded it c. 1822."


def test_a_link_of_the_infobox_is_mentioned_with_its_row(corpus):
    mentions = corpus.mentions(corpus.node("Orange River"), corpus.node("Atlantic Ocean"))
    assert [mention.sentence for mention in mentions][-1] == "mouth: Atlantic Ocean"
    assert corpus.mentions(corpus.node("Maseru"), corpus.node("Pretoria")) == ()


def test_sql_answers_over_facts_pages_links_and_aliases(corpus):
    assert corpus.sql("SELECT title, target_title FROM facts WHERE key = ?", ["maseru"]) == [("Lesotho", "Maseru")]
    assert corpus.sql("SELECT node FROM aliases WHERE key = 'moshesh'") == [(corpus.node("Moshoeshoe I"),)]
    assert corpus.sql("SELECT count(*) FROM links WHERE source_title = 'Maseru'") == [(3,)]
    assert corpus.sql("SELECT title FROM pages WHERE contains(said, ' springs ')") == [("Nadine Gordimer",)]


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE facts",
        "COPY pages TO '/tmp/stolen.csv'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT 1; SELECT 2",
        "SELEC",
    ],
)
def test_a_query_reads_the_corpus_and_nothing_else(corpus, query):
    with pytest.raises(UserError):
        corpus.sql(query)


def test_threads_share_a_corpus(corpus):
    def ask(number: int) -> tuple[object, ...]:
        node = number % corpus.info.articles
        return corpus.sql("SELECT title FROM pages WHERE node = ?", [node])[0][0], corpus.entry(node).title

    with ThreadPoolExecutor(8) as pool:
        assert all(asked == told for asked, told in pool.map(ask, range(100)))


def test_a_proof_query_costs_milliseconds(corpus):
    corpus.sql("SELECT 1")
    started = time.perf_counter()
    for _ in range(20):
        corpus.sql("SELECT title FROM facts WHERE relation = 'capital' AND key = 'maseru'")
    assert (time.perf_counter() - started) / 20 < 0.02


def test_a_large_corpus_is_asked_through_parquet_views(corpus, monkeypatch):
    monkeypatch.setattr("synthloom.catalog.corpus.queries.IN_MEMORY", 0)
    large = LocalCorpus(corpus.folder)
    assert large.sql("SELECT title FROM facts WHERE key = 'maseru'") == [("Lesotho",)]
    assert large.sql("SELECT count(*) FROM links") == corpus.sql("SELECT count(*) FROM links")
    with pytest.raises(UserError):
        large.sql("SELECT * FROM read_text('/etc/passwd')")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łódź, Poland", "lodz poland"),
        ("30,355 km²", "30 355 km2"),
        ("東京", "東 京"),
        ("Straße", "strasse"),
        ("हिन्दी", "हिन्दी"),
        ("  ", ""),
    ],
)
def test_keys_have_neither_case_nor_accents(text, expected):
    assert key(text) == expected
    assert key(expected) == expected


def test_a_picture_the_source_holds_is_found_again_through_its_address(tmp_path, real_data):
    path = real_data / "wikipedia" / "zim_with_images" / "wikipedia_en_ray_charles_2015-06.zim"
    corpus = LocalCorpora(tmp_path).build(ZimReader(path), workers=1)
    names = [name for node in range(corpus.info.articles) for name in corpus.entry(node).files if name.endswith(".jpg")]
    assert LocalCorpus(corpus.folder).image(names[0])[:2] == b"\xff\xd8"
    assert corpus.image("no such picture.jpg") is None


def test_a_corpus_whose_source_is_gone_has_no_pictures(corpus):
    assert corpus.image("Flag of Lesotho.svg") is None
