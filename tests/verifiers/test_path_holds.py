"""A path that holds is kept, and one claim that is false is enough to reject it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_rows import fact, path, question, row_of, said
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.schemas.search import SearchQuestion
from synthloom.verifiers.path_holds import PathHolds, _doubtful


def with_node(record: SearchQuestion, place: int, **changes: Any) -> SearchQuestion:
    nodes = list(record.path)
    nodes[place] = nodes[place].model_copy(update=changes)
    return record.model_copy(update={"path": tuple(nodes)})


def test_a_true_record_is_kept(corpus: LocalCorpus, searching: StepContext) -> None:
    assert said(PathHolds(), question(corpus), searching).kept


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"answer": "1887"}, "answer_not_in_corpus"),
        ({"answer": ""}, "answer_not_in_corpus"),
        ({"asked": "other:mayor"}, "answer_not_in_corpus"),
        ({"answer_sentence": "It was founded in 1886."}, "answer_sentence_missing"),
        ({"hops": 3}, "hops_wrong"),
        ({"anchor_mention": "the poem"}, "anchor_mention_missing"),
    ],
)
def test_what_the_record_says_of_itself_must_be_true(
    corpus: LocalCorpus, searching: StepContext, changes: dict[str, Any], reason: str
) -> None:
    assert said(PathHolds(), question(corpus, **changes), searching).reason == reason


@pytest.mark.parametrize(
    ("place", "changes", "reason"),
    [
        (1, {"title": "Nadine Gordimmer"}, "page_missing"),
        (1, {"revision": 7}, "revision_differs"),
        (1, {"page_id": None}, "revision_differs"),
        (1, {"type": "plumber"}, "type_differs"),
        (1, {"aliases": ("Nadine Gordimer", "The Plumber")}, "alias_missing"),
        (1, {"role": "answer"}, "roles_wrong"),
        (1, {"relation": "director"}, "relation_missing"),
        (1, {"sentence": "author: Nana Mahomo"}, "sentence_missing"),
        (1, {"sentence": None}, "sentence_missing"),
        (1, {"anchor_text": "Mahomo"}, "anchor_text_missing"),
        (1, {"anchor_text": "author"}, "anchor_text_missing"),
        (1, {"anchor_text": None}, "anchor_text_missing"),
    ],
)
def test_every_claim_about_a_node_must_be_true(
    corpus: LocalCorpus, searching: StepContext, place: int, changes: dict[str, Any], reason: str
) -> None:
    assert said(PathHolds(), with_node(question(corpus), place, **changes), searching).reason == reason


def test_a_link_must_be_there_and_lead_on(corpus: LocalCorpus, searching: StepContext) -> None:
    gold = question(corpus)
    skipping = gold.model_copy(update={"path": (gold.path[0], gold.path[2]), "hops": 1})
    assert said(PathHolds(), skipping, searching).reason == "link_missing"


def test_a_path_may_not_cross_itself(corpus: LocalCorpus, searching: StepContext) -> None:
    nodes = list(path(corpus, "Pretoria", "Marthinus Pretorius", "Pretoria"))
    nodes[0] = nodes[0].model_copy(update={"role": "anchor"})
    crossing = question(corpus, path=tuple(nodes))
    assert said(PathHolds(), crossing, searching).reason == "cycle"


def test_no_page_that_the_paper_leaves_out_is_on_the_path(corpus: LocalCorpus, searching: StepContext) -> None:
    node = corpus.node("List of rivers of Lesotho")
    assert node is not None
    entry = corpus.entry(node)
    left_out = with_node(
        question(corpus),
        0,
        title=entry.title,
        page_id=entry.page_id,
        revision=entry.revision,
        type=entry.type,
        aliases=(),
    )
    assert said(PathHolds(), left_out, searching).reason == "page_excluded"


def test_a_redirect_is_no_page(corpus: LocalCorpus, searching: StepContext) -> None:
    assert said(PathHolds(), with_node(question(corpus), 0, title="Basutoland"), searching).reason == "page_missing"


def test_a_sentence_of_the_text_will_do_where_it_carries_the_link(corpus: LocalCorpus, searching: StepContext) -> None:
    in_text = with_node(question(corpus), 2, sentence="She was born in Springs, and died in Johannesburg.")
    assert said(PathHolds(), in_text, searching).kept
    other = with_node(question(corpus), 2, sentence="She wrote July's People.")
    assert said(PathHolds(), other, searching).reason == "anchor_text_missing"


def asking_death(corpus: LocalCorpus, answer: str, *aliases: str) -> SearchQuestion:
    known = fact(corpus, "Nadine Gordimer", "13 July 2014")
    return question(
        corpus, path=path(corpus, "July's People", "Nadine Gordimer"), hops=1, answer=answer, aliases=aliases,
        asked=known.relation, answer_sentence=known.sentence,
    )  # fmt: skip


@pytest.mark.parametrize("answer", ["13 July 2014", "July 13, 2014", "2014", "2014-07-13"])
def test_a_date_may_be_written_in_any_way_or_be_its_year(
    corpus: LocalCorpus, searching: StepContext, answer: str
) -> None:
    assert said(PathHolds(), asking_death(corpus, answer), searching).kept


@pytest.mark.parametrize(
    ("alias", "kept"), [("1886", True), ("the 1886", True), ("Durban", False), ("1887", False), ("88", False)]
)
def test_other_forms_of_the_answer_must_say_the_same(
    corpus: LocalCorpus, searching: StepContext, alias: str, kept: bool
) -> None:
    verdict = said(PathHolds(), question(corpus, aliases=(alias,)), searching)
    assert verdict.kept is kept
    assert verdict.reason == ("" if kept else "answer_alias_wrong")


def test_the_page_an_answer_links_to_gives_it_other_names(corpus: LocalCorpus, searching: StepContext) -> None:
    country, nodes = fact(corpus, "Maseru", "Lesotho"), path(corpus, "Lesotho", "Maseru")
    told = {"asked": country.relation, "answer_sentence": country.sentence}
    assert said(PathHolds(), row_of(corpus, nodes, answer="Lesotho", aliases=("Basutoland",), **told), searching).kept


@pytest.mark.parametrize(
    ("sentence", "doubtful"),
    [
        ("Birth: c. 427–428 BC", True), ("died around 427", True), ("427 or 428", True), ("died 427 BCE", True),
        ("born 427?", True), ("died in 427", False), ("427–480", False), ("c. 410 – 427", False), ("427, in BC", False),
    ],
)  # fmt: skip
def test_a_year_is_no_answer_where_the_page_isnt_sure(sentence: str, doubtful: bool) -> None:
    assert _doubtful("427", sentence) is doubtful


@pytest.mark.parametrize("answer", ["14 July 2014", "13 July", "13", "July 2014 in the town of her birth", "2015"])
def test_another_date_is_wrong(corpus: LocalCorpus, searching: StepContext, answer: str) -> None:
    assert not said(PathHolds(), asking_death(corpus, answer), searching).kept


def test_an_answer_of_seven_words_is_too_long(corpus: LocalCorpus, searching: StepContext) -> None:
    record = asking_death(corpus, "on the thirteenth of July, in 2014")
    assert said(PathHolds(), record, searching).reason == "answer_too_long"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_swapping_the_title_of_any_node_is_noticed(small_wiki: tuple[Any, LocalCorpus], data: st.DataObject) -> None:
    import random

    from synthloom.catalog.media import LocalMedia

    folder, corpus = small_wiki
    gold = question(corpus)
    place = data.draw(st.integers(0, 2))
    title = corpus.title(data.draw(st.integers(0, corpus.info.articles - 1)))
    verdict = said(PathHolds(), with_node(gold, place, title=title), StepContext(LocalMedia(folder), random.Random(0)))
    assert verdict.kept == (title == gold.path[place].title)
