"""A path that nobody needs makes no question of several steps."""

import pytest
from search_rows import fact, proof, proofs, question, said
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Verdict
from synthloom.verifiers.needs_path import NeedsPath


def described_by(corpus: LocalCorpus, place: int, value: str, words: str) -> SearchQuestion:
    """The gold row with a page described by a value of its own besides the path."""
    given = list(proofs(corpus))
    relation = fact(corpus, given[place].title, value).relation
    own = f"node IN (SELECT node FROM facts WHERE relation = '{relation}' AND contains(' ' || key || ' ', ' {words} '))"
    condition = given[place].query.split("NOT excluded AND ")[1].split(" ORDER")[0]
    given[place] = proof(given[place].title, "", f"{condition} AND {own}")
    return question(corpus, proofs=tuple(given))


def test_an_end_known_by_the_path_alone_needs_it_all(corpus: LocalCorpus, searching: StepContext) -> None:
    assert said(NeedsPath(), question(corpus), searching) == Verdict(True, score=2.0)


def test_an_end_that_its_own_facts_single_out_needs_no_path(corpus: LocalCorpus, searching: StepContext) -> None:
    verdict = said(NeedsPath(), described_by(corpus, 2, "1886", "1886"), searching)
    assert verdict == Verdict(False, "path_not_needed", 0.0, "Johannesburg")


def test_a_bridge_that_is_singled_out_shortens_the_path(corpus: LocalCorpus, searching: StepContext) -> None:
    short = described_by(corpus, 1, "13 July 2014", "2014")
    assert said(NeedsPath(), short, searching) == Verdict(True, "", 1.0, "Nadine Gordimer")
    assert said(NeedsPath(links=2), short, searching).reason == "path_not_needed"


def test_what_other_pages_have_too_leaves_the_path_needed(corpus: LocalCorpus, searching: StepContext) -> None:
    shared = described_by(corpus, 2, "South Africa", "south africa")
    assert said(NeedsPath(), shared, searching) == Verdict(True, score=2.0)


def test_senseless_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="links is 0"):
        NeedsPath(links=0)
