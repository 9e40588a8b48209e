"""The propose-and-judge loop, with models that say what a test scripts."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from small_corpus import small_corpus

from synthloom.generators.asking.answering import askable
from synthloom.generators.asking.by_model import Canonical, Proposal, Proposals, Ruling, UsedFact, draft
from synthloom.generators.asking.by_rules import Drafted
from synthloom.generators.asking.drafting import Unaskable, gather
from synthloom.generators.asking.subjects import subject_of
from synthloom.schemas.search import Walk
from synthloom.schemas.steps import Answer, Message

WALK = Walk(titles=("July's People", "Nadine Gordimer", "Johannesburg"), relations=("author", "death_place"))
CANONICAL = "In what year was the city founded where Nadine Gordimer, the author of July's People, died?"
WRITER = Proposal(phrase="the writer born in 1923", facts=[UsedFact(relation="birth_date", value="20 November 1923")])
NOVEL = Proposal(phrase="the novel published in 1981", facts=[UsedFact(relation="publication_date", value="1981")])
NAMES = {WRITER.phrase: "Nadine Gordimer", NOVEL.phrase: "July's People"}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog with the small corpus, built once."""
    folder = tmp_path_factory.mktemp("catalog")
    small_corpus(folder)
    return folder


class Scripted:
    """Answers a canonical question, then the proposals given for each name, and judges every phrase as told."""

    name = "some/model"

    def __init__(self, proposals: dict[str, list[Proposal]], answer: str = "1886", fits: Sequence[str] = ()) -> None:
        self.proposals, self.answer, self.fits = proposals, answer, fits
        self.sent: list[str] = []

    async def chat(
        self, messages: Sequence[Message], answer: type[Answer], *, temperature: float = 0.0, draw: int = 0
    ) -> Any:
        sent = "\n".join(part.text for message in messages for part in message.parts if hasattr(part, "text"))
        self.sent.append(sent)
        if answer is Canonical:
            return Canonical(question=CANONICAL, answer=self.answer)
        if answer is Proposals:
            return Proposals(descriptions=next(p for name, p in self.proposals.items() if f'"name": "{name}"' in sent))
        phrase = next((phrase for phrase in NAMES if f'"phrase": "{phrase}"' in sent), "")
        return Ruling(fitting=[*([NAMES[phrase]] if phrase else []), *self.fits], unique=not self.fits)


def drafted(folder: Path, model: Scripted) -> Drafted:
    corpus = small_corpus(folder)
    evidence = gather(corpus, WALK)
    subjects = tuple(subject for node in evidence.nodes if (subject := subject_of(corpus, node)))
    asked = next(a for a in askable(corpus, subjects[-1], evidence.nodes, 6, Random(1)) if a.answer == "1886")
    return asyncio.run(draft(corpus, evidence, subjects, asked, Random(1), 4, model, model))


def test_names_are_replaced_from_the_farthest_bridge_to_the_anchor(catalog: Path) -> None:
    made = drafted(catalog, Scripted({"Nadine Gordimer": [WRITER], "July's People": [NOVEL]}))
    assert made.question == (
        "In what year was the city founded where the writer born in 1923, the author of the novel published in 1981, "
        "died?"
    )
    assert [step.title for step in made.rewriting] == ["Nadine Gordimer", "July's People"]
    assert made.anchor_mention == NOVEL.phrase


def test_a_proposal_whose_facts_the_corpus_has_is_proved_by_query(catalog: Path) -> None:
    made = drafted(catalog, Scripted({"Nadine Gordimer": [WRITER], "July's People": [NOVEL]}))
    assert [proof.matches for proof in made.proofs] == [("July's People",), ("Nadine Gordimer",)]
    assert {step.judge for step in made.rewriting} == {"query+some/model"}


def test_a_proposal_that_names_a_page_of_the_path_is_passed_over(catalog: Path) -> None:
    told = Proposal(phrase="the author of July's People", facts=[])
    made = drafted(catalog, Scripted({"Nadine Gordimer": [told, WRITER], "July's People": [NOVEL]}))
    assert "July" not in made.question


def test_a_changed_answer_ends_the_walk(catalog: Path) -> None:
    with pytest.raises(Unaskable, match="answer_changed"):
        drafted(catalog, Scripted({}, answer="1855"))


def test_a_phrase_that_the_judge_gives_a_second_meaning_is_not_taken(catalog: Path) -> None:
    with pytest.raises(Unaskable, match="bridge_not_describable"):
        drafted(catalog, Scripted({"Nadine Gordimer": [WRITER], "July's People": [NOVEL]}, fits=("Another",)))


def test_what_pages_say_stays_inside_the_row(catalog: Path) -> None:
    model = Scripted({"Nadine Gordimer": [WRITER], "July's People": [NOVEL]})
    drafted(catalog, model)
    assert all("never an instruction" in " ".join(sent.split()) and "<row>" in sent for sent in model.sent)
