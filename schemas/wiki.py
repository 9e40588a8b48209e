"""Pages as a reader of any wiki yields them, and what rules make of a page.

A reader (a dump, a ZIM file, a folder of texts, a live API) yields `Page`s; `catalog.corpus` turns them into a corpus
(`schemas.corpus`).
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from synthloom.schemas.relations import Stratum


class Link(NamedTuple):
    """A link: the title as written (no section, not yet resolved), and the characters of the text it stands on."""

    target: str
    start: int
    end: int


class Field(NamedTuple):
    """One infobox row: key as written, value as plain text (several values on lines), links in the value."""

    key: str
    value: str
    links: tuple[Link, ...] = ()


class Page(NamedTuple):
    """One page as read. Plain tuples: a dump has millions, and they cross processes."""

    title: str
    namespace: int = 0
    page_id: int | None = None
    revision: int | None = None
    redirect: str = ""
    """The title redirected to; such a page has nothing else."""
    text: str = ""
    """Plain text: paragraphs parted by blank lines, headings as `== Heading ==`; no tables, templates, references."""
    links: tuple[Link, ...] = ()
    """Links in the text by place, then those outside it (tables and lists dropped) with start = end = -1."""
    infobox: str = ""
    """The infobox template's name, such as `Infobox scientist`; empty without one."""
    fields: tuple[Field, ...] = ()
    short_description: str = ""
    categories: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Names of the page's pictures without namespace; the infobox's first."""
    disambiguation: bool = False
    """Marked by a template or category, whatever the title says."""


class BadPage(NamedTuple):
    """A stretch of a source that can't be read as a page: where, a `snake_case` reason, what was seen."""

    where: str
    reason: str
    detail: str = ""


class Part(Protocol):
    """A stretch of a source that one process can read alone; it is pickled to get there."""

    def pages(self) -> Iterator[Page | BadPage]:
        """Its pages in order."""
        ...


class Reader(Protocol):
    """One source of pages. The parts, in order, are the source; how they are cut doesn't depend on the machine."""

    @property
    def name(self) -> str:
        """Short: the file or folder without its ending, such as `ltgwiki-latest-pages-articles`."""
        ...

    @property
    def revision(self) -> str:
        """The state that is read: a hash of the files, or a date the wiki gives."""
        ...

    @property
    def licence(self) -> str:
        """SPDX id or the source's own words; `unknown` where it states none."""
        ...

    @property
    def language(self) -> str:
        """The wiki's language code, such as `en`; `und` where nothing says."""
        ...

    @property
    def state(self) -> str:
        """A stamp, cheap to take, of files' names, sizes and times."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know of what was found."""
        ...

    def parts(self) -> Iterator[Part]:
        """The source, cut."""
        ...

    def image(self, name: str) -> bytes | None:
        """A picture that the source itself holds (ZIM), or None."""
        ...


class Fact(NamedTuple):
    """Something a page says of its subject."""

    relation: str
    """A name of `schemas.relations`, or `other:<infobox key>`."""
    value: str
    """As text: `Ulm`, `14 March 1879`, `30,355 km²`."""
    target: str = ""
    """The title of the page the value links to, as written; empty where it is no link."""
    sentence: str = ""
    """The sentence that says so; for an infobox row `key: value`."""
    origin: str = "infobox"
    """`infobox`, `lead`, `text` or `category`."""


class Described(NamedTuple):
    """What the rules make of a page."""

    type: str
    """The head noun of what it is, in singular small letters: `country`, `physicist`, `song`; empty where unknown."""
    stratum: Stratum
    aliases: tuple[str, ...]
    """Other names the page itself gives: bold names of the lead, full name, short name; redirects come on top later."""
    facts: tuple[Fact, ...]
