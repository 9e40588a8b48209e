"""From walks to questions: what a record holds, and what makes a walk fall."""

import asyncio
from pathlib import Path
from random import Random
from typing import Any

import pytest
from small_corpus import ListReader, page, small_corpus
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.generators.ask import Ask
from synthloom.generators.asking.names import forbidden, leak
from synthloom.schemas.search import SearchQuestion, Walk, WalkedArticle
from synthloom.schemas.steps import Reject

BOOK = Walk(titles=("July's People", "Nadine Gordimer", "Johannesburg"), relations=("author", "death_place"))
RIVER = Walk(titles=("July's People", "Nadine Gordimer", "Atlantic Ocean"), relations=("author", ""))


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog with the small corpus, built once."""
    folder = tmp_path_factory.mktemp("catalog")
    small_corpus(folder)
    return folder


def walked(folder: Path, *walks: Walk, corpus: LocalCorpus | None = None) -> WalkedArticle:
    corpus = corpus or small_corpus(folder)
    node = corpus.node(walks[0].titles[0]) if walks else 0
    entry = corpus.entry(node or 0)
    return WalkedArticle(
        id="i",
        group_id="g",
        source="small",
        revision="r",
        licence="CC0-1.0",
        corpus=corpus.info.key,
        corpus_name="small",
        corpus_articles=corpus.info.articles,
        language="en",
        title=entry.title,
        type=entry.type,
        stratum=entry.stratum,
        infobox=entry.infobox,
        pictures=entry.files,
        in_degree=entry.in_degree,
        out_degree=1,
        excluded=False,
        walks=walks,
        failed=(),
        profile="small",
    )


def asked(folder: Path, *walks: Walk, seed: int = 1, **settings: Any) -> list[SearchQuestion]:
    context = StepContext(LocalMedia(folder), Random(seed))
    return list(asyncio.run(Ask(**settings).generate(walked(folder, *walks), context)))


def test_a_question_names_no_page_of_its_path_and_not_its_answer(catalog: Path) -> None:
    for seed in range(8):
        (made,) = asked(catalog, BOOK, seed=seed)
        names = [name for node in made.path for name in (node.title, *node.aliases)]
        assert not leak(made.question, forbidden(names, (made.answer, *made.aliases)))


def test_every_proof_gives_its_own_page_alone_when_it_is_run_again(catalog: Path) -> None:
    (made,) = asked(catalog, BOOK)
    corpus = small_corpus(catalog)
    assert [proof.title for proof in made.proofs] == list(BOOK.titles)
    for proof in made.proofs:
        assert corpus.sql(proof.query) == [(proof.title,)]


def test_the_words_that_stand_for_the_anchor_are_in_the_question(catalog: Path) -> None:
    for seed in range(8):
        (made,) = asked(catalog, BOOK, seed=seed)
        assert made.question.count(made.anchor_mention) == 1


def test_the_path_holds_the_sentence_of_every_link(catalog: Path) -> None:
    (made,) = asked(catalog, BOOK)
    anchor, bridge, answer = made.path
    assert (anchor.role, bridge.role, answer.role) == ("anchor", "bridge", "answer")
    assert anchor.sentence is None
    assert bridge.sentence
    assert answer.sentence
    assert (bridge.relation, bridge.anchor_text) == ("author", "Nadine Gordimer")


def test_the_log_leads_from_the_canonical_question_to_the_last(catalog: Path) -> None:
    (made,) = asked(catalog, BOOK)
    assert made.rewriting[0].before == made.canonical_question
    assert made.rewriting[-1].after == made.question
    for step, following in zip(made.rewriting, made.rewriting[1:], strict=False):
        assert step.after == following.before


def test_the_canonical_question_names_anchor_and_bridges(catalog: Path) -> None:
    (made,) = asked(catalog, BOOK)
    assert "July's People" in made.canonical_question
    assert "Nadine Gordimer" in made.canonical_question
    assert "Johannesburg" not in made.canonical_question


def test_the_same_seed_gives_the_same_question(catalog: Path) -> None:
    assert asked(catalog, BOOK, seed=3) == asked(catalog, BOOK, seed=3)


def test_a_walk_that_gives_no_question_makes_room_for_the_next(catalog: Path) -> None:
    (made,) = asked(catalog, RIVER, BOOK)
    assert made.path[-1].title == "Johannesburg"


def test_an_article_without_a_question_is_rejected_with_the_most_frequent_reason(catalog: Path) -> None:
    with pytest.raises(Reject) as rejected:
        asked(catalog, RIVER)
    assert (rejected.value.reason, rejected.value.detail) == ("no_relation", "no_relation: 1")


def test_an_article_without_walks_is_rejected(catalog: Path) -> None:
    with pytest.raises(Reject, match="no_walk"):
        asked(catalog)


def test_an_answer_longer_than_allowed_is_not_asked_for(catalog: Path) -> None:
    assert max(len(made.answer.split()) for made in asked(catalog, BOOK, max_answer_words=1)) == 1


@pytest.mark.parametrize(("languages", "complete"), [("[[Sesotho]]", True), ("[[Sesotho]]\nEnglish", False)])
def test_a_step_out_of_a_list_that_names_things_without_a_page_can_be_refused(tmp_path, languages, complete) -> None:
    lesotho = page("Lesotho", "Lesotho is a country.", "Infobox country", {"official_languages": languages})
    sesotho = page("Sesotho", "Sesotho is a language of [[Lesotho]].")
    corpus = LocalCorpora(tmp_path).build(ListReader((lesotho, sesotho)), workers=1)
    walk = Walk(titles=("Lesotho", "Sesotho"), relations=("official_language",))
    article = walked(tmp_path, walk, corpus=corpus)
    with pytest.raises(Reject) as refused:
        asyncio.run(Ask(open_lists=False).generate(article, StepContext(LocalMedia(tmp_path), Random(1))))
    assert (refused.value.reason != "names_without_page") is complete
