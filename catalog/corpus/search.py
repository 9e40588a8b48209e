"""Full-text search over passages: BM25 by tantivy, one passage per paragraph.

    Passages(folder).search("Lesotho's highest mountain", 2) → [Hit(1, 17, 8.3, "The highest point is Thabana …"), …]

A passage is found by its words and by its page's title. Any text is a query: it is cut into words as the passages were,
so nothing in it is syntax. Scores are BM25 with k1 = 1.2 and b = 0.75; equal ones keep the order of the source.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from synthloom.catalog.corpus.sentences import sentences
from synthloom.schemas.corpus import Hit

if TYPE_CHECKING:
    import tantivy

WORDS = 120
"""Longer paragraphs are cut at the sentence that reaches as many."""
MEMORY = 256_000_000
"""Bytes the writer may hold before it writes a segment."""
_GAP = re.compile(r"\n[ \t]*\n")
_STEMMED = {"en": "English"}
_UNSPACED = frozenset(("zh", "ja", "th", "lo", "km", "my", "yue", "wuu", "gan"))
"""Languages without spaces between words are indexed by pairs of letters."""


class PassageWriter:
    """Writes the index of a corpus, page after page. One thread, so that the order is the source's."""

    def __init__(self, folder: Path, language: str) -> None:
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("node", stored=True)
        builder.add_unsigned_field("place", stored=True)
        builder.add_text_field("title", tokenizer_name="words", index_option="freq")
        builder.add_text_field("passage", stored=True, tokenizer_name="words", index_option="freq")
        self._index = tantivy.Index(builder.build(), path=str(folder))
        self._index.register_tokenizer("words", _analyzer(language))
        self._writer = self._index.writer(MEMORY, num_threads=1)
        self._passages = 0

    def add(self, node: int, title: str, passages: Iterable[str]) -> None:
        """Index a page's passages."""
        import tantivy

        for passage in passages:
            self._writer.add_document(tantivy.Document(node=node, place=self._passages, title=title, passage=passage))
            self._passages += 1

    def close(self) -> None:
        """Write what is left and wait for merges."""
        self._writer.commit()
        self._writer.wait_merging_threads()


class Passages:
    """An index, opened."""

    def __init__(self, folder: Path, language: str) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._analyzer = _analyzer(language)
        self._index.register_tokenizer("words", self._analyzer)
        self._searcher = self._index.searcher()

    def search(self, query: str, k: int) -> list[Hit]:
        """The k best passages; none where the query has no word."""
        import tantivy

        words = dict.fromkeys(self._analyzer.analyze(query.encode("utf-8", "replace").decode()))
        if not words or k < 1:
            return []
        schema = self._index.schema
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, field, word, "freq"))
            for field in ("title", "passage")
            for word in words
        ]
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), k)
        rows = [(score, self._searcher.doc(address).to_dict()) for score, address in found.hits]
        rows.sort(key=lambda row: (-row[0], row[1]["place"][0]))
        return [Hit(rank, row["node"][0], float(score), row["passage"][0]) for rank, (score, row) in enumerate(rows, 1)]


def passages(text: str) -> list[tuple[int, int]]:
    """Where a text's paragraphs start and end, headings left out; long ones in pieces of whole sentences."""
    found: list[tuple[int, int]] = []
    for first, last in _paragraphs(text):
        paragraph = text[first:last]
        if paragraph.startswith("==") and "\n" not in paragraph:
            continue
        spans = sentences(paragraph) if paragraph.count(" ") >= WORDS else [(0, len(paragraph))]
        words, start = 0, spans[0][0]
        for number, (begin, end) in enumerate(spans, 1):
            words += paragraph.count(" ", begin, end) + 1
            if words >= WORDS or number == len(spans):
                found.append((first + start, first + end))
                words, start = 0, spans[number][0] if number < len(spans) else end
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between blank lines, without the white space around them."""
    start = 0
    for end in [*(gap.start() for gap in _GAP.finditer(text)), len(text)]:
        stretch = text[start:end]
        if words := stretch.strip():
            first = start + stretch.index(words[0])
            yield first, first + len(words)
        start = end


def _analyzer(language: str) -> "tantivy.TextAnalyzer":
    import tantivy

    words = tantivy.Tokenizer.ngram(2, 2) if language in _UNSPACED else tantivy.Tokenizer.simple()
    builder = (
        tantivy.TextAnalyzerBuilder(words).filter(tantivy.Filter.remove_long(80)).filter(tantivy.Filter.lowercase())
    )
    if language in _STEMMED:
        return builder.filter(tantivy.Filter.stemmer(_STEMMED[language])).build()
    return builder.build()
