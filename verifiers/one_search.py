"""Reject a question that one search answers: by its text, or by its picture.

    the best passages for the question are shown, a solver answers right in 3 of 4 draws
    → solved_by_one_search, score=0.75, detail="text 3/4: Pretoria, …"
    no solver; the second page found is the first that states a capital, and states the right one
    → one_search_solver, score=2, detail="rules: text: South Africa"

The paper's second difficulty stage. A text search shows the best passages by BM25; where there is an anchor picture,
an image search shows the start of the anchor's page. A single search is allowed, so each is tried by itself. Without a
model the first page found that states what is asked for is believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, NamedTuple

from synthloom.catalog.corpus.key import key
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Context, Message, Part, Role, Text, Verdict
from synthloom.verifiers.answers import ask_often, check_draws, is_one_of

SHOWN = 2000
"""Characters of a passage, so that a prompt stays below 4,000 tokens."""


class Found(NamedTuple):
    """What one search shows."""

    kind: str
    nodes: tuple[int, ...]
    """The pages, best first."""
    passages: tuple[str, ...]


@dataclass(frozen=True)
class OneSearch:
    """Drops questions whose pass rate after one search is over `drop_above`, or that its first page answers."""

    name: ClassVar[str] = "one_search"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("solver",)
    k: int = 5
    draws: int = 4
    drop_above: float = 0.25
    temperature: float = 1.0

    def __post_init__(self) -> None:
        check_draws(self.draws, self.temperature, self.drop_above)
        if self.k < 1:
            raise ValueError(f"k is {self.k}; it must be at least 1")

    async def verify(self, record: SearchQuestion, context: Context) -> Verdict:
        """Try each search; reject by the first that solves, else keep with the best pass rate."""
        corpus = context.corpora.open(record.corpus)
        solver = context.model("solver")
        if solver is None:
            return _extract(record, corpus, searches(record, corpus, self.k))
        right = partial(is_one_of, right=(record.answer, *record.aliases))
        best, told = 0.0, []
        for found in searches(record, corpus, self.k):
            row = row_block(question=record.question, search=found.kind, found=[p[:SHOWN] for p in found.passages])
            picture: tuple[Part, ...] = (record.anchor_image,) if record.anchor_image else ()
            messages = (Message("system", (Text(SYSTEM),)), Message("user", (Text(row), *picture)))
            tries = await ask_often(solver, messages, right, self.draws, self.temperature)
            best = max(best, tries.rate)
            told.append(f"{found.kind} {tries.told}")
            if tries.rate > self.drop_above:
                return Verdict(False, "solved_by_one_search", tries.rate, told[-1][:500])
        return Verdict(True, score=best, detail="; ".join(told)[:500])


def searches(record: SearchQuestion, corpus: Corpus, k: int) -> Iterator[Found]:
    """What a search with the picture shows, where there is one, then what a search with the question shows."""
    anchor = corpus.node(record.path[0].title)
    if record.anchor_image is not None and anchor is not None:
        yield Found("image", (anchor,), (f"{corpus.title(anchor)}\n{corpus.entry(anchor).lead}",))
    hits = corpus.search(record.question, k)
    passages = tuple(f"{corpus.title(hit.node)}\n{hit.passage}" for hit in hits)
    yield Found("text", tuple(dict.fromkeys(hit.node for hit in hits)), passages)


def _extract(record: SearchQuestion, corpus: Corpus, made: Iterator[Found]) -> Verdict:
    """Believe the first page of each search that states what is asked for."""
    right = {key(answer) for answer in (record.answer, *record.aliases)}
    believed = []
    for found in made:
        for rank, node in enumerate(found.nodes, 1):
            stated = [fact.key for fact in corpus.facts(node) if fact.relation == record.asked]
            if stated:
                told = f"{found.kind}: {corpus.title(node)}"
                if right & set(stated):
                    return Verdict(False, "one_search_solver", float(rank), f"rules: {told}")
                believed.append(told)
                break
    return Verdict(True, detail=f"rules: {'; '.join(believed) or 'no page found states it'}")


SYSTEM = (
    "You answer a question with what one search gave; you can't search again. An `image` search was made with the "
    "picture and shows the page it was found on; a `text` search was made with the question. Think briefly, then give "
    "the shortest answer that is complete: a name, a date, a number or a few words, without a sentence around it. "
    "What is missing you may know or guess; always give your best answer.\n"
    f"{ROW_NOTE} Question and passages are all you take from it.\n"
    'Reply with one JSON object: {"thoughts": "at most 100 words", "answer": "..."}.'
)
