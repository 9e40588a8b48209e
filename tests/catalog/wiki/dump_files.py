"""Dumps made for tests, and what a reader gives of them."""

from collections import Counter
from pathlib import Path

from synthloom.catalog.sources.wiki.dump import DumpReader
from synthloom.catalog.sources.wiki.site import Site, names_of
from synthloom.catalog.sources.wiki.wikitext import Article, read_wikitext
from synthloom.schemas.wiki import BadPage, Page

HEAD = (
    '<mediawiki xml:lang="en"><siteinfo><base>https://en.wikipedia.org/wiki/Main_Page</base><namespaces>'
    '<namespace key="6" case="first-letter">File</namespace>'
    '<namespace key="14" case="first-letter">Category</namespace>'
    "</namespaces></siteinfo>\n"
)
END = "</mediawiki>\n"


def page(number: int, text: str = "", title: str = "") -> str:
    """One page of dump XML."""
    text = (text or f"'''Page {number}''' links to [[Page {number + 1}]].").replace("&", "&amp;").replace("<", "&lt;")
    title = title or f"Page {number}"
    return (
        f"  <page>\n    <title>{title}</title>\n    <ns>0</ns>\n    <id>{number}</id>\n    <revision>\n"
        f'      <id>{number + 1000}</id>\n      <text xml:space="preserve">{text}</text>\n    </revision>\n  </page>\n'
    )


def dump(*pages: str) -> bytes:
    return (HEAD + "".join(pages) + END).encode()


def written(folder: Path, data: bytes, name: str = "wiki.xml") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def everything(reader: DumpReader) -> list[Page | BadPage]:
    return [page for part in reader.parts() for page in part.pages()]


def titles_and_reasons(path: Path, part_bytes: int = 8 << 20) -> tuple[list[str], Counter[str]]:
    """The titles of good pages, and how often each reason was given."""
    found = everything(DumpReader(path, part_bytes=part_bytes))
    reasons = Counter(page.reason for page in found if isinstance(page, BadPage))
    return [page.title for page in found if isinstance(page, Page)], reasons


def article(wikitext: str, title: str = "Title", site: Site | None = None) -> Article:
    return read_wikitext(wikitext.encode(), title, names_of(site or Site("en")))
