"""The source of `search-vl`: the articles of a wiki, after its pages, links and facts have become a corpus.

    WikiSource("ltgwiki-latest-pages-articles.xml.bz2").load(context) → Article(title="Rēzekne", in_degree=61, …)

What an address may be is told in `wiki/looking.py`: a dump, SQL tables, a ZIM file, plain pages, a live API. The corpus
is built once for each state of the input, under `<catalog>/corpora/`, and every record names it. Articles come in an
order by hash, so that `--limit` draws from the whole wiki and not from the letter A. Stretches that could not be read
come after them, as bad rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from synthloom.catalog.sources.wiki.looking import open_reader
from synthloom.catalog.user_cache import user_cache
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import content_id
from synthloom.schemas.search import Article
from synthloom.schemas.steps import BadRow, Context
from synthloom.schemas.wiki import Reader

ORDER = """
SELECT node, title, type, stratum, infobox, files, in_degree, excluded FROM pages
ORDER BY md5(title), node
"""


@dataclass(frozen=True)
class WikiSource:
    """One wiki."""

    address: str
    cap: int | None = None
    """Most articles, the first in the order by hash; None for all."""
    makes: ClassVar[type[Article]] = Article

    @cached_property
    def reader(self) -> Reader:
        """What reads it."""
        return open_reader(self.address, user_cache("wiki"))

    @property
    def name(self) -> str:
        return self.reader.name

    @property
    def revision(self) -> str:
        return self.reader.revision

    @property
    def licence(self) -> str:
        return self.reader.licence

    @property
    def state(self) -> str:
        return self.reader.state

    @property
    def notes(self) -> tuple[str, ...]:
        return self.reader.notes

    @property
    def count(self) -> int | None:
        return self.cap

    def load(self, context: Context) -> Iterator[Article | BadRow]:
        """Articles in the order of a hash of their titles, then what could not be read."""
        corpus = context.corpora.build(self.reader)
        offsets = corpus.graph.offsets
        for place, row in enumerate(corpus.stream(ORDER)):
            if self.cap is not None and place >= self.cap:
                break
            node, title, kind, stratum, infobox, files, in_degree, excluded = row
            yield Article(
                id=content_id(corpus.info.name, title),
                group_id=content_id("seed", corpus.info.name, title),
                source=self.name,
                revision=self.revision,
                licence=self.licence,
                corpus=corpus.info.key,
                corpus_name=corpus.info.name,
                corpus_articles=corpus.info.articles,
                language=corpus.info.language,
                title=title,
                type=kind,
                stratum=stratum,
                infobox=infobox,
                pictures=tuple(files),
                in_degree=in_degree,
                out_degree=int(offsets[node + 1] - offsets[node]),
                excluded=excluded,
            )
        yield from self._bad(corpus)

    def _bad(self, corpus: Corpus) -> Iterator[BadRow]:
        for page in corpus.bad_pages():
            yield BadRow(content_id("bad", corpus.info.name, page.where), page.reason, page.detail, self.name)


def open_sources(addresses: Sequence[str]) -> list[WikiSource]:
    """A source for each `--source` value. Raises `UserError` where one can't be read."""
    if not addresses:
        raise UserError("search-vl needs a --source: a dump, a ZIM file, a folder of pages, or `sample`")
    sources = [WikiSource(address) for address in addresses]
    for source in sources:
        source.reader  # noqa: B018  what an address holds is found out before anything runs
    return sources
