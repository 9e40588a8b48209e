"""Addresses of a corpus's pages and picture files, as tools show them to agents.

    page_address("small", "Mercury (planet)")            → "wiki://small/Mercury_(planet)"
    file_address("small", "Semonkong landscape.jpg")     → "wiki://small/File:Semonkong_landscape.jpg"
    parse("wiki://small/File:Semonkong_landscape.jpg")   → Address("small", "", "Semonkong landscape.jpg")
    parse("Mercury (planet)")                            → Address("", "Mercury (planet)", "")

Spaces become underscores; what would end an address or open an escape (`? # %` and quotation marks) is encoded, and
nothing else is, so a title reads as it is written. A bare title is taken for a page, since agents write those too.
"""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from synthloom.catalog.corpus.key import key
from synthloom.catalog.corpus.titles import page_title
from synthloom.schemas.corpus import Corpus

SCHEME = "wiki://"
FILE = "File:"
_ENCODED = frozenset('?#%"<>|`{}\\^')


class Address(NamedTuple):
    """What an address names: a page or a file (the other is empty); no corpus where none is written."""

    corpus: str
    title: str
    file: str


def page_address(corpus_name: str, title: str) -> str:
    """The address of a page."""
    return f"{SCHEME}{_encoded(corpus_name, slash=True)}/{_encoded(title)}"


def file_address(corpus_name: str, name: str) -> str:
    """The address of a picture file."""
    return f"{SCHEME}{_encoded(corpus_name, slash=True)}/{FILE}{_encoded(name)}"


def parse(address: str) -> Address | None:
    """What an address or a bare title names, spaces for underscores; None for other schemes and empty ones."""
    corpus, path = "", address.strip()
    if path[: len(SCHEME)].lower() == SCHEME:
        corpus, _, path = path[len(SCHEME) :].partition("/")
        # A section of a page is the page; `#` in a title is encoded.
        path = unquote(path.partition("#")[0])
    elif "://" in path:
        return None
    name = path.replace("_", " ").strip()
    if name[: len(FILE)].lower() == FILE.lower():
        name = name[len(FILE) :].strip()
        return Address(_plain(corpus), "", name) if name else None
    return Address(_plain(corpus), name, "") if name else None


def same_corpus(address: Address, corpus_name: str) -> bool:
    """Whether an address is of a corpus, or names none."""
    return not address.corpus or address.corpus == _plain(_encoded(corpus_name, slash=True))


def find_page(corpus: Corpus, title: str) -> int | None:
    """The node of a title, redirects followed; else of the only page that is called so in other letters or accents."""
    if (node := corpus.node(title)) is not None:
        return node
    wanted = key(title)
    found = (
        {row[0] for row in corpus.sql("SELECT DISTINCT node FROM aliases WHERE key = ?", [wanted])} if wanted else ()
    )
    titled = [node for node in sorted(found) if key(corpus.title(node)) == wanted]
    return titled[0] if len(titled) == 1 else None


def nearest_pages(corpus: Corpus, title: str, count: int = 3) -> list[str]:
    """Titles like one that isn't there: those of its words, then those spelt like it."""
    if not (words := set(key(title).split())):
        return []
    found = dict.fromkeys(corpus.title(hit.node) for hit in corpus.search(title, 20 * count))
    shares = {other: len(words & set(key(other).split())) / len({*words, *key(other).split()}) for other in found}
    near = [other for other in sorted(found, key=lambda other: -shares[other]) if shares[other] > 0]
    if len(near) < count:
        # Only titles that begin alike: all of a whole Wikipedia would take seconds.
        rows = corpus.sql(
            "SELECT title FROM pages WHERE starts_with(title, ?) "
            "ORDER BY jaro_winkler_similarity(title, ?) DESC, title LIMIT ?",
            [page_title(title)[:2], page_title(title), count],
        )
        near += [row[0] for row in rows]
    return list(dict.fromkeys(near))[:count]


def spellings(name: str) -> Iterator[str]:
    """A file's name as a source may hold it: with spaces, or as MediaWiki keeps it."""
    joined = name.replace(" ", "_")
    yield from dict.fromkeys((name, joined, f"{name[:1].upper()}{name[1:]}", f"{joined[:1].upper()}{joined[1:]}"))


def _encoded(text: str, slash: bool = False) -> str:
    joined = "_".join(text.split())
    return "".join(
        quote(c, safe="") if c in _ENCODED or (slash and c == "/") or not c.isprintable() else c for c in joined
    )


def _plain(corpus: str) -> str:
    return unquote(corpus).replace("_", " ")
