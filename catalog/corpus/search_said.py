"""Full-text search over what pages say of themselves: introduction, infobox and kind, one document a page.

    said_of(corpus).search("country whose calling code is +386", 2) → [Hit(1, 491, 14.1, "country Slovenia, …"), …]

Passages of the text don't hold infoboxes, and one paragraph seldom holds all that a description names. Of 104
descriptions of Wikispeedia's articles (`the coastal Alpine country whose international calling code is +386`) this
finds 95 % among the first five, search over passages 56 %; of words out of the middle of an article 23 % and 98 %. So
the tool asks both.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

from synthloom.catalog.corpus import files
from synthloom.catalog.corpus.beside import made_once
from synthloom.catalog.corpus.rows import Rows
from synthloom.catalog.corpus.search import Passages, PassageWriter

if TYPE_CHECKING:
    from synthloom.catalog.corpus.opened import LocalCorpus

VERSION = 1
"""Rises when other text is indexed."""
_COLUMNS = ("title", "type", "short_description", "lead")


def said_of(corpus: "LocalCorpus") -> Passages:
    """The index of a corpus; made on first use, in `<catalog>/said_indexes`."""
    folder = corpus.folder.parent.parent / "said_indexes" / f"{corpus.info.key}-{VERSION}"
    language = corpus.info.language
    return Passages(made_once(folder, lambda aside: _build(corpus.folder, language, aside)), language)


def _build(corpus: Path, language: str, folder: Path) -> None:
    writer = PassageWriter(folder, language)
    facts, starts = Rows(corpus / "facts.parquet", files.ROWS_GROUP, keep=2), np.load(corpus / "facts_offsets.npy")
    node = 0
    for batch in pq.ParquetFile(corpus / "pages.parquet").iter_batches(files.PAGES_GROUP, columns=list(_COLUMNS)):
        first, last = int(starts[node]), int(starts[node + len(batch)])
        told = facts.slice(first, last).select(["sentence", "origin"]).to_pydict() if last > first else {}
        for page in batch.to_pylist():
            here = slice(int(starts[node]) - first, int(starts[node + 1]) - first)
            rows = zip(told["sentence"][here], told["origin"][here], strict=True) if told else ()
            box = dict.fromkeys(sentence for sentence, origin in rows if origin == "infobox")
            said = [page["type"], page["short_description"], page["lead"], *box]
            writer.add(node, page["title"], ["\n".join(filter(None, said))])
            node += 1
    writer.close()
