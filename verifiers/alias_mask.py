"""Reject a question that names a page of its path.

    "Who led the country that Lesotho borders?", a node with alias "Lesotho"   → alias_in_question, "Lesotho"
    "In which year did Curie's teacher die?", a node "Marie Curie"             → the same, "Curie (Marie Curie)"
    "Who led the country around the one in the picture?"                       → keep

Every node counts, the anchor too: it is shown or described. A name is any alias that the corpus or the record has, and
the words a link to the page stands on where they begin with a capital. Of a title of several words, one word is enough
if few other pages share it (`Curie`, not `South`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.corpus.key import spaced
from synthloom.catalog.corpus.titles import without_bracket
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.search import PathNode, SearchQuestion
from synthloom.schemas.steps import Context, Verdict
from synthloom.verifiers.names import as_written, said_name, says_word, telling_words


@dataclass(frozen=True)
class AliasMask:
    """No name of a path node stands in the question."""

    name: ClassVar[str] = "alias_mask"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True
    shared_pages: int = 3
    """A word of a title that stands in the names of more pages than this tells nothing …"""
    shared_part: float = 0.0005
    """… nor one in more than this part of all pages."""

    async def verify(self, record: SearchQuestion, context: Context) -> Verdict:
        """Reject with the first name found, in the order of the path."""
        corpus = context.corpora.open(record.corpus)
        for node in record.path:
            for said in self._said(node, record.question, corpus):
                return Verdict(False, "alias_in_question", detail=said)
        return Verdict(True)

    def _said(self, node: PathNode, question: str, corpus: Corpus) -> Iterator[str]:
        place = corpus.node(node.title)
        known = corpus.entry(place).aliases if place is not None else ()
        title = without_bracket(node.title)
        for name in dict.fromkeys((title, *node.aliases, *known)):
            if said_name(name, question):
                yield name
        anchor = node.anchor_text or ""
        if anchor[:1].isupper() and as_written(anchor, question):
            yield f"{anchor} (link to {node.title})"
        for word in telling_words(title):
            if says_word(word, question) and self._tells(word, corpus):
                yield f"{word} ({node.title})"

    def _tells(self, word: str, corpus: Corpus) -> bool:
        """Whether few pages have the word in a name."""
        counted = "SELECT count(DISTINCT node) FROM aliases WHERE contains(' ' || key || ' ', ?)"
        pages = int(corpus.sql(counted, [spaced(word)])[0][0])
        return pages <= max(self.shared_pages, self.shared_part * corpus.info.articles)
