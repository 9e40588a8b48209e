"""Reject a question that one search with its own words answers.

    the best passage for the question is of the answer's page → one_step_retrieval, score=1, detail="page: Johannesburg"
    the third best, of another page, holds the answer          → one_step_retrieval, score=3, detail="answer: Lesotho"

BM25 over the whole corpus. Among a few hundred pages the answer's is one of the best by chance, so on a small corpus
fewer passages are looked at (`catalog.corpus.profiles`). What stands anywhere tells nobody that it is the answer: a
bare number such as a year, one or two letters, and what many pages state (`English`) count in passages of the path's
pages only. On 26 questions over 84 pages on music that keeps 5 of the 10 that were rejected by any passage.
"""

from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.corpus.key import key, spaced
from synthloom.catalog.corpus.profiles import Profile, thresholds
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Context, Verdict


@dataclass(frozen=True)
class RetrievalCollapse:
    """Neither the answer's page nor the answer is among the best passages for the question."""

    name: ClassVar[str] = "retrieval_collapse"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True
    profile: Profile = "auto"
    k: int = 0
    """Passages looked at; 0 takes the profile's number."""
    common_pages: int = 3
    """A value that more pages than this state stands anywhere …"""
    common_part: float = 0.0005
    """… if they are more than this part of all pages too."""

    def __post_init__(self) -> None:
        if self.k < 0:
            raise ValueError(f"k is {self.k}; it must be at least 1, or 0 for the profile's number")

    async def verify(self, record: SearchQuestion, context: Context) -> Verdict:
        """Reject with the rank of the first passage that gives the answer away."""
        corpus = context.corpora.open(record.corpus)
        path = {corpus.node(node.title) for node in record.path}
        last = corpus.node(record.path[-1].title)
        answers = {spaced(answer) for answer in (record.answer, *record.aliases) if key(answer)}
        telling = {answer for answer in answers if not self._stands_anywhere(answer.strip(), corpus)}
        k = self.k or thresholds(self.profile, corpus.info.articles).top_k
        for hit in corpus.search(record.question, k):
            if hit.node == last:
                return _collapsed(hit.rank, f"page: {corpus.title(hit.node)}")
            passage = spaced(hit.passage)
            if any(answer in passage for answer in (answers if hit.node in path else telling)):
                return _collapsed(hit.rank, f"answer: {corpus.title(hit.node)}")
        return Verdict(True, detail=f"not among the best {k}")

    def _stands_anywhere(self, answer: str, corpus: Corpus) -> bool:
        if len(answer) < 3 or answer.isdigit():
            return True
        pages = int(corpus.sql("SELECT count(DISTINCT node) FROM facts WHERE key = ?", [answer])[0][0])
        return pages > max(self.common_pages, self.common_part * corpus.info.articles)


def _collapsed(rank: int, detail: str) -> Verdict:
    return Verdict(False, "one_step_retrieval", float(rank), detail)
