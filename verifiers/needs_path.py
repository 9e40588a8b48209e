"""Reject a question whose end can be found without its path.

    "… borders a second country, whose international calling code is +973. When did this second country become
    independent?" → path_not_needed, score=0, detail="Bahrain": one country has that code, so nobody needs the first

How many links are needed is counted from the last page that its own description singles out: the only page of its kind
with the values that its proof compares with. The anchor singles itself out, so at most all links are needed. A page
that a model described without a proof counts as known by the path. On a small corpus a fact of few pages there may be
one of many in the world (`independent in 1956`), and the check is stricter than it need be.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.corpus.key import key, spaced
from synthloom.schemas.corpus import Corpus, Known
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Context, Verdict
from synthloom.verifiers.proof_query import Query, read_query


@dataclass(frozen=True)
class NeedsPath:
    """Keeps questions that need at least `links` links of their path; the score is how many are needed."""

    name: ClassVar[str] = "needs_path"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True
    links: int = 1

    def __post_init__(self) -> None:
        if self.links < 1:
            raise ValueError(f"links is {self.links}; it must be at least 1")

    async def verify(self, record: SearchQuestion, context: Context) -> Verdict:
        """Reject with the page that can be found alone. A path of fewer links than `links` must need them all."""
        corpus = context.corpora.open(record.corpus)
        for place in range(record.hops, 0, -1):
            if _alone(record, place, corpus):
                needed = record.hops - place
                kept = needed >= min(self.links, record.hops)
                return Verdict(kept, "" if kept else "path_not_needed", float(needed), record.path[place].title)
        return Verdict(True, score=float(record.hops))


def _alone(record: SearchQuestion, place: int, corpus: Corpus) -> bool:
    """Whether no other page of its kind has the facts that describe the page at a place of the path."""
    title = record.path[place].title
    query = next((read_query(proof.query, corpus) for proof in record.proofs if proof.title == title), "")
    node = corpus.node(title)
    if isinstance(query, str) or node is None:
        return False
    before = {earlier.title for earlier in record.path[:place]}
    fitting: set[int] | None = None
    for relation, words in _told(query, before, corpus.facts(node)):
        pages = {int(row[0]) for row in corpus.sql(_HAVE_IT, [relation, words])}
        fitting = pages if fitting is None else fitting & pages
    return bool(fitting) and corpus.sql(_OF_A_KIND, [sorted(fitting or ()), list(query.kinds)]) == [(node,)]


def _told(query: Query, before: set[str], facts: Iterable[Known]) -> Iterator[tuple[str, str]]:
    """The relations and words that a proof compares with and a fact of the page has; titles before it are the path."""
    path = {key(title) for title in before}
    words = [spaced(text) for text in query.texts if key(text) and key(text) not in path]
    for fact in facts:
        if fact.relation in query.texts:
            yield from ((fact.relation, word) for word in words if word in spaced(fact.key))


_HAVE_IT = "SELECT DISTINCT node FROM facts WHERE relation = $1 AND contains(' ' || key || ' ', $2)"
_OF_A_KIND = """
SELECT node FROM pages WHERE node IN (SELECT unnest($1))
AND (len($2) = 0 OR list_contains($2, type) OR list_contains($2, stratum))
"""
