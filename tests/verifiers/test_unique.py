"""Every description has a proof that holds when it is run again."""

from typing import Any

import pytest
from search_rows import fact, path, proof, proofs, question, rewrite, said
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.schemas.media import Media
from synthloom.schemas.search import Proof, SearchQuestion
from synthloom.verifiers.unique import Unique

PICTURE = Media(hash="a" * 64, mime="image/png", width=300, height=300)


def with_query(corpus: LocalCorpus, place: int, condition: str) -> SearchQuestion:
    """The gold row with another query for one page."""
    given = list(proofs(corpus))
    given[place] = proof(given[place].title, "", condition)
    return question(corpus, proofs=tuple(given))


def test_a_proved_question_is_kept(corpus: LocalCorpus, searching: StepContext) -> None:
    assert said(Unique(), question(corpus), searching).kept


@pytest.mark.parametrize("place", [0, 1, 2])
def test_every_page_needs_a_proof(corpus: LocalCorpus, searching: StepContext, place: int) -> None:
    given = proofs(corpus)
    verdict = said(Unique(), question(corpus, proofs=(*given[:place], *given[place + 1 :])), searching)
    assert (verdict.reason, verdict.detail) == ("proof_missing", given[place].title)


def test_a_pictured_anchor_needs_none(corpus: LocalCorpus, searching: StepContext) -> None:
    assert said(Unique(), question(corpus, proofs=proofs(corpus)[1:], anchor_image=PICTURE), searching).kept


def test_a_description_that_fits_two_pages_is_rejected(corpus: LocalCorpus, searching: StepContext) -> None:
    many = with_query(corpus, 0, "(contains(said, ' 1981 ') OR contains(said, ' 2014 '))")
    verdict = said(Unique(), many, searching)
    assert (verdict.reason, verdict.score) == ("not_unique", 2.0)


def test_a_query_that_gives_something_else_proves_nothing(corpus: LocalCorpus, searching: StepContext) -> None:
    assert said(Unique(), with_query(corpus, 0, "contains(said, ' 2014 ')"), searching).reason == "proof_fails"
    given = proofs(corpus)
    claimed = given[0].model_copy(update={"matches": ("July's People", "Ray")})
    assert said(Unique(), question(corpus, proofs=(claimed, *given[1:])), searching).reason == "proof_fails"


@pytest.mark.parametrize(
    ("condition", "detail"),
    [
        ("title = 'July''s People'", "names the page"),
        ("node IN (SELECT node FROM aliases WHERE key = 'july s people')", "names the page"),
        ("contains(said, ' set in ')", "'set in' is not in the question"),
        ("node = 12", "12 is not in the question"),
        ("in_degree BETWEEN 1 AND 7", "1 is not in the question"),
        ("title = 'Ray'", "'Ray' is not in the question"),
    ],
)
def test_a_query_may_ask_only_for_what_the_question_says(
    corpus: LocalCorpus, searching: StepContext, condition: str, detail: str
) -> None:
    verdict = said(Unique(), with_query(corpus, 0, condition), searching)
    assert verdict.reason == "proof_fails"
    assert detail in verdict.detail


def test_a_page_may_be_described_by_those_before_it_only(corpus: LocalCorpus, searching: StepContext) -> None:
    backward = f"node IN (SELECT node FROM facts WHERE target_title = 'Johannesburg' AND relation = '{_died(corpus)}')"
    assert "Johannesburg" in said(Unique(), with_query(corpus, 1, backward), searching).detail


def _died(corpus: LocalCorpus) -> str:
    return fact(corpus, "Nadine Gordimer", "Johannesburg").relation


@pytest.mark.parametrize(
    "query",
    [
        "SELECT title FROM pages WHERE contains(said, ' 1981 ') LIMIT 1",
        "SELECT min(title) FROM pages WHERE contains(said, ' 1981 ')",
        "SELECT title FROM pages; DROP TABLE pages",
        "SELECT title FROM read_csv('/etc/passwd')",
        "SELECT title FROM '/etc/passwd'",
        "ATTACH '/tmp/x.db'",
        "SELECT",
        "",
    ],
)
def test_a_query_that_is_no_plain_question_to_the_corpus_proves_nothing(
    corpus: LocalCorpus, searching: StepContext, query: str
) -> None:
    bad = Proof(title="July's People", descriptor="", query=query, matches=("July's People",))
    verdict = said(Unique(), question(corpus, proofs=(bad, *proofs(corpus)[1:])), searching)
    assert verdict.reason == "proof_fails"


def test_a_proof_of_another_page_is_rejected(corpus: LocalCorpus, searching: StepContext) -> None:
    stray = proof("Maseru", "", "contains(said, ' 1869 ')")
    assert said(Unique(), question(corpus, proofs=(*proofs(corpus), stray)), searching).reason == "proof_fails"


def test_what_a_model_judged_needs_no_query_and_is_named(corpus: LocalCorpus, searching: StepContext) -> None:
    log: dict[str, Any] = {
        "rewriting": (rewrite("Nadine Gordimer", "some/model"),),
        "engine": "writer=m judge=some/model",
    }
    given = proofs(corpus)
    verdict = said(Unique(), question(corpus, proofs=(given[0], given[2]), **log), searching)
    assert verdict.kept
    assert verdict.detail == "judged, not proved: Nadine Gordimer"
    for judge in ("query", "infobox picture (no CLIP)", "another/model"):
        other = {**log, "rewriting": (rewrite("Nadine Gordimer", judge),)}
        assert (
            said(Unique(), question(corpus, proofs=(given[0], given[2]), **other), searching).reason == "proof_missing"
        )


def test_the_end_of_a_path_is_known_by_a_link_that_is_the_only_one(corpus: LocalCorpus, searching: StepContext) -> None:
    by_model = {"engine": "writer=m judge=m"}
    assert said(Unique(), question(corpus, proofs=proofs(corpus)[:2], **by_model), searching).kept
    nodes = path(corpus, *("July's People", "Nadine Gordimer", "Johannesburg"))
    elsewhere = (*nodes[:2], nodes[2].model_copy(update={"relation": "birth_place"}))
    other = question(corpus, proofs=proofs(corpus)[:2], path=elsewhere, **by_model)
    assert said(Unique(), other, searching).reason == "proof_missing"


def test_a_query_that_reads_well_and_can_not_be_answered_proves_nothing(
    corpus: LocalCorpus, searching: StepContext
) -> None:
    given = proofs(corpus)
    broken = given[0].model_copy(
        update={"query": "SELECT title FROM pages WHERE contains(said, ' 1981 ') AND alias = ''"}
    )
    verdict = said(Unique(), question(corpus, proofs=(broken, *given[1:])), searching)
    assert verdict.reason == "proof_fails"
    assert "DuckDB" in verdict.detail
