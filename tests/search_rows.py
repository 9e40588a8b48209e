"""Rows of `search-vl` over the corpus of `small_corpus`, and what a test needs to have them judged."""

import asyncio
from typing import Any

from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.schemas.corpus import Known
from synthloom.schemas.search import PathNode, Proof, Rewrite, SearchQuestion
from synthloom.schemas.steps import Verdict

QUESTION = (
    "The author of the novel published in 1981 received an award for literature and died in 2014. In which year was "
    "the place where this author died established?"
)
TITLES = ("July's People", "Nadine Gordimer", "Johannesburg")


def fact(corpus: LocalCorpus, title: str, value: str) -> Known:
    """The fact of a page with a value; its relation is whatever the rules call it."""
    node = corpus.node(title)
    assert node is not None
    return next(known for known in corpus.facts(node) if known.value == value)


def question(corpus: LocalCorpus, **changes: Any) -> SearchQuestion:
    """A gold row: a novel, its author, the city where she died, and the year that was founded."""
    asked = fact(corpus, "Johannesburg", "1886")
    told = {"answer": "1886", "asked": asked.relation, "answer_sentence": asked.sentence, "proofs": proofs(corpus)}
    return row_of(corpus, path(corpus, *TITLES), **(told | changes))


def row_of(corpus: LocalCorpus, nodes: tuple[PathNode, ...], **changes: Any) -> SearchQuestion:
    """A row over any corpus, with the gold row's question unless another is given."""
    fields: dict[str, Any] = {
        "id": "q1", "group_id": "g1", "source": "small", "revision": corpus.info.revision, "licence": "CC0-1.0",
        "question": QUESTION, "answer": "", "aliases": (), "hops": len(nodes) - 1, "asked": "", "answer_sentence": "",
        "path": nodes, "canonical_question": "…", "proofs": (), "rewriting": (),
        "anchor_mention": "the novel published in 1981", "corpus": corpus.info.key, "corpus_name": "small",
        "language": "en", "profile": "small", "engine": "rules",
    }  # fmt: skip
    return SearchQuestion(**(fields | changes))


def path(corpus: LocalCorpus, *titles: str) -> tuple[PathNode, ...]:
    """The nodes of a path whose links all stand in infoboxes."""
    made: list[PathNode] = []
    for place, title in enumerate(titles):
        node = corpus.node(title)
        assert node is not None
        entry = corpus.entry(node)
        known = fact(corpus, titles[place - 1], title) if place else None
        made.append(
            PathNode(
                title=title, role="anchor" if not place else "answer" if title == titles[-1] else "bridge",
                type=entry.type, page_id=entry.page_id, revision=entry.revision, aliases=entry.aliases,
                relation=known.relation if known else None, anchor_text=title if known else None,
                sentence=known.sentence if known else None,
            )
        )  # fmt: skip
    return tuple(made)


def proofs(corpus: LocalCorpus) -> tuple[Proof, ...]:
    """That one page fits each description of the gold row."""
    novel, author, city = TITLES
    said = "node IN (SELECT node FROM facts WHERE contains(' ' || key || ' ', ' {} '))"
    led = "node IN (SELECT target FROM facts WHERE title = '{}' AND relation = '{}')"
    author_of = led.format(novel.replace("'", "''"), fact(corpus, novel, author).relation)
    died_at = led.format(author, fact(corpus, author, city).relation)
    return (
        proof(novel, "1981", said.format("1981")),
        proof(author, "author of the novel; 2014", f"{author_of} AND {said.format('2014')}"),
        proof(city, "where the author died", died_at),
    )


def proof(title: str, descriptor: str, condition: str) -> Proof:
    """A proof with the query it claims."""
    query = f"SELECT title FROM pages WHERE NOT excluded AND {condition} ORDER BY title"
    return Proof(title=title, descriptor=descriptor, query=query, matches=(title,))


def rewrite(title: str, judge: str) -> Rewrite:
    """A name replaced by a description that a judge accepted."""
    return Rewrite(title=title, before=f"Who is {title}?", after="Who is the writer?", proposals=1, judge=judge)


def said(verifier: Any, record: SearchQuestion, context: StepContext) -> Verdict:
    """What a verifier says of a row."""
    verdict: Verdict = asyncio.run(verifier.verify(record, context))
    return verdict
