"""Which pages a description fits, where the corpus says so, says otherwise, or says nothing."""

import pytest
from small_corpus import ListReader, page

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.generators.asking.uniqueness import Incoming, conditions, fitting, query, titles
from synthloom.schemas.corpus import Known


def country(name: str, text: str, **fields: str) -> object:
    return page(name, f"{name} is a country in Africa. {text}", "Infobox country", dict(fields))


PAGES = (
    country("Arland", "It borders [[Borland]] and [[Cerland]].", capital="Ulm", currency="rand"),
    country("Borland", "Its old capital was Ulm.", capital="Bern", currency="euro"),
    country("Cerland", "Trade goes through Ulm; the rand is taken."),
    country("Derland", "", capital="Dorn", currency="rand and euro"),
    page("Ulm", "Ulm is a city. It is the capital of [[Arland]].", "Infobox settlement", {"country": "[[Arland]]"}),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> LocalCorpus:
    return LocalCorpora(tmp_path_factory.mktemp("catalog")).build(ListReader(PAGES), workers=1)  # type: ignore[arg-type]


def fits(corpus: LocalCorpus, title: str, incoming: Incoming | None, *facts: tuple[str, str]) -> tuple[str, ...]:
    known = [Known(relation, value, value.lower(), -1, "", "infobox") for relation, value in facts]
    stated = conditions(corpus, corpus.entry(corpus.node(title) or 0), incoming, known)
    found = titles(corpus, query(stated))
    assert sorted(corpus.title(int(node)) for node in fitting(corpus, stated)) == list(found)
    return found


def test_a_page_without_a_fact_that_mentions_the_value_fits_and_one_with_another_value_does_not(
    corpus: LocalCorpus,
) -> None:
    assert fits(corpus, "Arland", None, ("capital", "Ulm")) == ("Arland", "Cerland")


def test_of_a_relation_with_many_values_the_mention_is_enough(corpus: LocalCorpus) -> None:
    assert fits(corpus, "Arland", None, ("currency", "rand")) == ("Arland", "Cerland", "Derland")


def test_a_city_is_no_country(corpus: LocalCorpus) -> None:
    assert "Ulm" not in fits(corpus, "Arland", None)


def test_a_list_read_from_prose_is_open_to_all_pages_linked(corpus: LocalCorpus) -> None:
    told = Incoming("Arland", "borders", complete=False, open=False)
    assert fits(corpus, "Borland", told) == ("Borland", "Cerland")


def test_facts_rule_pages_out_together(corpus: LocalCorpus) -> None:
    told = Incoming("Arland", "borders", complete=False, open=False)
    assert fits(corpus, "Borland", told, ("capital", "Bern")) == ("Borland",)


def test_a_quotation_mark_in_a_value_ends_no_query(corpus: LocalCorpus) -> None:
    assert fits(corpus, "Arland", None, ("capital", "N'Djamena' OR 1 = 1 --")) == ()


def test_a_neighbour_without_a_page_and_a_loosely_worded_fact_rule_nothing_out(corpus: LocalCorpus) -> None:
    everything = fits(corpus, "Arland", None)
    assert fits(corpus, "Arland", None, ("borders", "Elland"), ("government", "republic")) == everything


def test_the_nodes_put_together_are_those_the_query_gives(corpus: LocalCorpus) -> None:
    nodes = range(corpus.info.articles)
    steps = [
        Incoming(corpus.title(node), relation, complete, open=False)
        for node in nodes
        for relation in ("borders", "capital", "^capital", "country", "^country")
        for complete in (True, False)
    ]
    for node in nodes:
        facts = corpus.facts(node)
        for stated in [conditions(corpus, corpus.entry(node), step, facts[:1]) for step in steps]:
            given = sorted(corpus.title(int(found)) for found in fitting(corpus, stated))
            assert given == list(titles(corpus, query(stated)))
        for fact in facts:
            stated = conditions(corpus, corpus.entry(node), None, [fact])
            assert corpus.title(node) in titles(corpus, query(stated))
            assert len(fitting(corpus, stated)) == len(titles(corpus, query(stated)))
