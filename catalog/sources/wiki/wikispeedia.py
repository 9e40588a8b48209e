r"""Wikispeedia: Wikipedia for Schools of 2007 as plain texts with a list of the links among them.

links.tsv "Lesotho\tSotho_people", plaintext_articles/Lesotho.txt "Lesotho (pronounced … the people who speak Sotho."
→ Page("Lesotho", text=…, links=(Link("South Africa", 109, 121), …), fields=(Field("Capital", "Maseru"), …), …)

A folder with `articles*.tsv`, `links*.tsv`, `categories*.tsv` (comments begin with #, names are %-encoded) and the
texts as `plaintext_articles*.tar.xz` or a folder of `.txt` files. The text was published under the GFDL.
"""

import re
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from synthloom.catalog.sources.wiki.plain_box import read_box
from synthloom.catalog.sources.wiki.plain_box_names import box_name
from synthloom.catalog.sources.wiki.plain_files import DAMAGE, digest, stamp
from synthloom.catalog.sources.wiki.plain_links import place_links
from synthloom.catalog.sources.wiki.plain_lynx import read_print
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Field, Link, Page

_PER_PART = 64


@dataclass(frozen=True)
class Article:
    """One article as stored: its text undecoded, the titles it links to, its categories."""

    title: str
    printed: bytes | None
    targets: tuple[str, ...]
    people: tuple[str, ...]
    """Those of the targets that are persons."""
    categories: tuple[str, ...]


@dataclass(frozen=True)
class WikispeediaPart:
    """Some articles; they travel with their texts, for a packed text can't be opened in the middle."""

    articles: tuple[Article, ...]

    def pages(self) -> Iterator[Page | BadPage]:
        """The articles' pages in order."""
        return map(read_article, self.articles)


def read_article(article: Article) -> Page | BadPage:
    """A page with clean text, infobox rows and links where the targets' names stand."""
    if article.printed is None:
        return BadPage(article.title, "no_text", "listed as an article, but no text of it is there")
    try:
        printed = article.printed.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return BadPage(article.title, "not_utf8", str(error))
    head, text = read_print(printed, article.title)
    rows = read_box(head, article.title)
    targets = [target for target in article.targets if target != article.title]
    fields = tuple(Field(key, value, _field_links(key, value, targets, article.people)) for key, value in rows)
    return Page(
        article.title,
        text=text,
        links=place_links(text, targets, people=article.people),
        infobox=box_name([key for key, _ in rows]),
        fields=fields,
        categories=article.categories,
    )


def _field_links(key: str, value: str, targets: Sequence[str], people: Sequence[str]) -> tuple[Link, ...]:
    """The links found in an infobox value; the key before it tells a language from a people."""
    before = len(key) + 2
    found = place_links(f"{key}: {value}", targets, 1, people)
    moved = (Link(link.target, link.start - before, link.end - before) for link in found if link.start >= before)
    # In small letters a name is the page's only as a whole item: "alkaline earth metals" is no link to Earth.
    items = {item.strip() for item in re.split(r"[,;\n()/]", value)}
    return tuple(link for link in moved if not value[link.start].islower() or value[link.start : link.end] in items)


@dataclass(frozen=True)
class WikispeediaReader:
    """A Wikispeedia folder."""

    path: Path
    licence: str = "GFDL-1.2"
    language: str = "en"

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @cached_property
    def revision(self) -> str:
        """A hash of the files read."""
        return digest(self._files)

    @property
    def state(self) -> str:
        """Names, sizes and times of the files."""
        return stamp(self._files)

    @property
    def notes(self) -> tuple[str, ...]:
        """Where links' places come from."""
        return ("The source lists links without places: they stand where the target's name first occurs in the text.",)

    def parts(self) -> Iterator[WikispeediaPart]:
        """Sixty-four articles each, in the order the texts are stored."""
        articles = self._articles()
        while part := tuple(islice(articles, _PER_PART)):
            yield WikispeediaPart(part)

    def image(self, name: str) -> None:
        """None: the texts come without pictures."""

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        tables = [self._table(kind) for kind in ("articles", "links", "categories")]
        packed = sorted(self.path.glob("plaintext_articles*.tar*"))
        loose = sorted((self.path / "plaintext_articles").glob("*.txt"))
        if tables[1] is None or not (packed or loose):
            raise UserError(
                f"{self.path} holds no Wikispeedia data: expected links*.tsv and plaintext_articles*.tar.xz or a "
                "folder plaintext_articles of .txt files. Give the folder they were unpacked to."
            )
        return (*(table for table in tables if table), *(packed[:1] if packed else loose))

    def _table(self, kind: str) -> Path | None:
        found = sorted(self.path.glob(f"{kind}*.tsv"))
        return found[0] if found else None

    def _articles(self) -> Iterator[Article]:
        """The stored texts with their rows of the tables; then the listed articles that have no text."""
        targets: dict[str, list[str]] = {}
        for source, target in self._rows("links", 2):
            targets.setdefault(_title(source), []).append(_title(target))
        categories: dict[str, list[str]] = {}
        for name, path in self._rows("categories", 2):
            categories.setdefault(_title(name), []).append(path)
        people = {title for title, paths in categories.items() if any(".People." in path for path in paths)}
        listed = dict.fromkeys(_title(row[0]) for row in self._rows("articles", 1))
        for name, printed in self._texts():
            title = _title(name)
            listed.pop(title, None)
            linked = tuple(targets.get(title, ()))
            persons = tuple(target for target in linked if target in people)
            yield Article(title, printed, linked, persons, _categories(categories.get(title, [])))
        for title in listed:
            yield Article(title, None, (), (), ())

    def _rows(self, kind: str, width: int) -> Iterator[list[str]]:
        table = self._table(kind)
        if table is None:
            return
        with table.open(encoding="utf-8-sig", errors="replace") as lines:
            for line in lines:
                row = line.rstrip("\r\n").split("\t")
                if not line.startswith("#") and len(row) == width and all(row):
                    yield row

    def _texts(self) -> Iterator[tuple[str, bytes]]:
        packed = self._files[-1]
        if packed.suffix == ".txt":
            for file in sorted((self.path / "plaintext_articles").glob("*.txt")):
                yield file.stem, file.read_bytes()
            return
        with suppress(tarfile.TarError, *DAMAGE), tarfile.open(packed) as archive:
            # What a cut archive lacks is counted as articles without text.
            for member in archive:
                if member.isfile() and member.name.endswith(".txt") and (stream := archive.extractfile(member)):
                    yield Path(member.name).stem, stream.read()


def _title(name: str) -> str:
    """`Bah%C3%A1%27%C3%AD_Faith` → `Bahá'í Faith`."""
    return unquote(name).replace("_", " ")


def _categories(paths: list[str]) -> tuple[str, ...]:
    """`subject.Science.Biology.Mammals` → Mammals, Biology, Science: all leaves first."""
    steps = [[re.sub(r"_+", " ", step) for step in path.split(".")[1:]][::-1] for path in paths]
    leaves = [path[0] for path in steps if path]
    return tuple(dict.fromkeys([*leaves, *(step for path in steps for step in path)]))
