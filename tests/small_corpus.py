"""A small corpus that every constraint has an example in: countries, capitals, people, a river, a book, a film.

    small_corpus(tmp_path).node("Kingdom of Lesotho") → the node of Lesotho, over a redirect

Made by the real build in well under a second. `page()` writes links as `[[Title]]` or `[[Title|words]]` in the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.schemas.wiki import BadPage, Field, Link, Page

_LINK = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]*))?\]\]")


@dataclass(frozen=True)
class ListPart:
    """Pages that are there already."""

    held: tuple[Page | BadPage, ...]

    def pages(self) -> Iterator[Page | BadPage]:
        """Its pages."""
        yield from self.held


@dataclass(frozen=True)
class ListReader:
    """A reader of pages given as a list, `size` to a part."""

    held: tuple[Page | BadPage, ...]
    name: str = "small"
    language: str = "en"
    licence: str = "CC0-1.0"
    size: int = 1_000

    @property
    def revision(self) -> str:
        return sha256(repr(self.held).encode()).hexdigest()[:16]

    @property
    def state(self) -> str:
        return self.revision

    @property
    def notes(self) -> tuple[str, ...]:
        return ()

    def parts(self) -> Iterator[ListPart]:
        for start in range(0, len(self.held), self.size):
            yield ListPart(self.held[start : start + self.size])

    def image(self, name: str) -> bytes | None:
        return None


def with_links(marked: str) -> tuple[str, tuple[Link, ...]]:
    """`a [[B|c]]` → the text `a c` and its links."""
    text, links, last = "", [], 0
    for found in _LINK.finditer(marked):
        text += marked[last : found.start()]
        words = found.group(2) or found.group(1)
        links.append(Link(found.group(1), len(text), len(text) + len(words)))
        text += words
        last = found.end()
    return text + marked[last:], tuple(links)


def page(title: str, marked: str, infobox: str = "", fields: dict[str, str] | None = None, **others: Any) -> Page:
    """A page from marked text and marked infobox values."""
    text, links = with_links(marked)
    rows = tuple(Field(key, *with_links(value)) for key, value in (fields or {}).items())
    number = int(sha256(title.encode()).hexdigest()[:6], 16)
    given = {"page_id": number, "revision": number + 1, **others}
    return Page(title, text=text, links=links, infobox=infobox, fields=rows, **given)


def redirect(title: str, to: str) -> Page:
    """A redirect."""
    return Page(title, redirect=to)


PAGES: Sequence[Page | BadPage] = (
    page(
        "Lesotho",
        "Lesotho, officially the Kingdom of Lesotho, is a landlocked country in [[Southern Africa]]. Its capital "
        "is [[Maseru]]. It is entirely surrounded by [[South Africa]].\n\n== Geography ==\n\nThe [[Orange River]] "
        "rises in Lesotho. The highest point is [[Thabana Ntlenyana]], at 3,482 m. [[Moshoeshoe I|King Moshoeshoe I]] "
        "founded it c. 1822.",
        "Infobox country",
        {
            "capital": "[[Maseru]]",
            "official_languages": "[[Sesotho]]\nEnglish",
            "area_km2": "30,355",
            "population_estimate": "2,203,821",
            "currency": "Lesotho loti",
            "calling_code": "+266",
        },
        short_description="Country in Southern Africa",
        categories=("Countries in Africa", "Landlocked countries"),
        files=("Flag of Lesotho.svg", "Semonkong landscape.jpg"),
    ),
    page(
        "South Africa",
        "South Africa is a country in [[Southern Africa]]. It surrounds [[Lesotho]]. Its largest city is "
        "[[Johannesburg]]. The [[Orange River]] is its longest river. [[Nadine Gordimer]] was born in South Africa.",
        "Infobox country",
        {"capital": "[[Pretoria]]", "largest_city": "[[Johannesburg]]", "currency": "South African rand"},
        short_description="Country in Southern Africa",
        categories=("Countries in Africa",),
        files=("Cape Town.jpg",),
    ),
    page(
        "Maseru",
        "Maseru is the capital and largest city of [[Lesotho]]. It lies on the Caledon River. Maseru was founded in "
        "1869. [[Moshoeshoe I]] ruled from the nearby mountain [[Thaba Bosiu]].",
        "Infobox settlement",
        {"country": "[[Lesotho]]", "founded": "1869", "elevation_m": "1,600", "population_total": "330,760"},
        short_description="Capital of Lesotho",
        categories=("Capitals in Africa",),
        files=("Maseru aerial.jpg",),
    ),
    page(
        "Pretoria",
        "Pretoria is one of the capitals of [[South Africa]]. It was founded in 1855 by [[Marthinus Pretorius]].",
        "Infobox settlement",
        {"country": "[[South Africa]]", "founded": "1855", "founder": "[[Marthinus Pretorius]]"},
        categories=("Capitals in Africa",),
    ),
    page(
        "Johannesburg",
        "Johannesburg is the largest city of [[South Africa]]. It was founded in 1886 after gold was found. The writer "
        "[[Nadine Gordimer]] lived in Johannesburg.",
        "Infobox settlement",
        {"country": "[[South Africa]]", "founded": "1886"},
        files=("Johannesburg skyline.jpg",),
    ),
    page(
        "Orange River",
        "The Orange River is a river in [[South Africa]] and [[Lesotho]]. It is 2,432 km long and flows into the "
        "[[Atlantic Ocean]].",
        "Infobox river",
        {"length": "2,432 km", "mouth": "[[Atlantic Ocean]]", "source1": "[[Thaba Putsoa]]"},
        files=("Orange River.jpg",),
    ),
    page("Atlantic Ocean", "The Atlantic Ocean is the second-largest ocean. The [[Orange River]] flows into it."),
    page(
        "Thabana Ntlenyana",
        "Thabana Ntlenyana is the highest mountain in [[Lesotho]]. It is 3,482 m high.",
        "Infobox mountain",
        {"elevation_m": "3,482", "location": "[[Lesotho]]"},
    ),
    page(
        "Moshoeshoe I",
        "Moshoeshoe I (c. 1786 – 11 March 1870) was the first king of [[Lesotho]]. He was born at Menkhoaneng and is "
        "buried at [[Thaba Bosiu]]. His son was [[Letsie I]].",
        "Infobox royalty",
        {
            "birth_date": "c. 1786",
            "death_date": "11 March 1870",
            "burial_place": "[[Thaba Bosiu]]",
            "successor": "[[Letsie I]]",
            "issue": "[[Letsie I]]",
        },
        short_description="First king of Lesotho",
        categories=("1786 births", "1870 deaths", "Kings of Lesotho"),
        files=("King Moshoeshoe.jpg",),
    ),
    page(
        "Letsie I",
        "Letsie I (1811 – 20 November 1891) was the king of [[Lesotho]] from 1870 to 1891. His father was "
        "[[Moshoeshoe I]].",
        "Infobox royalty",
        {"birth_date": "1811", "death_date": "20 November 1891", "father": "[[Moshoeshoe I]]"},
        categories=("1811 births", "1891 deaths", "Kings of Lesotho"),
    ),
    page(
        "Thaba Bosiu",
        "Thaba Bosiu is a sandstone plateau in [[Lesotho]], 24 km east of [[Maseru]]. [[Moshoeshoe I]] is buried "
        "there.",
        "Infobox mountain",
        {"elevation_m": "1,804", "location": "[[Lesotho]]"},
    ),
    page(
        "Nadine Gordimer",
        "Nadine Gordimer (20 November 1923 – 13 July 2014) was a South African writer. She was born in Springs, and "
        "died in [[Johannesburg]]. She wrote [[July's People]].",
        "Infobox writer",
        {
            "birth_date": "20 November 1923",
            "birth_place": "Springs, [[South Africa]]",
            "death_date": "13 July 2014",
            "death_place": "[[Johannesburg]]",
            "occupation": "Writer",
            "notable_works": "[[July's People]]",
            "awards": "Nobel Prize in Literature",
        },
        short_description="South African writer",
        categories=("1923 births", "2014 deaths", "South African writers"),
        files=("Nadine Gordimer 01.JPG",),
    ),
    page(
        "July's People",
        "July's People is a 1981 novel by [[Nadine Gordimer]]. It is set in [[South Africa]].",
        "Infobox book",
        {"author": "[[Nadine Gordimer]]", "publication_date": "1981", "country": "[[South Africa]]"},
        categories=("1981 novels",),
    ),
    page(
        "The Last Grave at Dimbaza",
        "The Last Grave at Dimbaza is a 1974 film directed by [[Nana Mahomo]]. It was shot in [[South Africa]].",
        "Infobox film",
        {"director": "[[Nana Mahomo]]", "released": "1974", "country": "[[South Africa]]", "runtime": "55 minutes"},
    ),
    page(
        "Marthinus Pretorius",
        "Marthinus Pretorius (17 September 1819 – 19 May 1901) was a politician. He founded [[Pretoria]].",
        "Infobox officeholder",
        {"birth_date": "17 September 1819", "death_date": "19 May 1901", "known_for": "[[Pretoria]]"},
        categories=("1819 births", "1901 deaths"),
    ),
    page("Southern Africa", "Southern Africa is a region of Africa. [[South Africa]] and [[Lesotho]] lie in it."),
    page("List of rivers of Lesotho", "[[Orange River]]\n\n[[Lesotho]]"),
    page(
        "Pretorius (disambiguation)",
        "Pretorius may mean [[Marthinus Pretorius]] or [[Pretoria]].",
        disambiguation=True,
    ),
    redirect("Kingdom of Lesotho", "Lesotho"),
    redirect("Basutoland", "Kingdom of Lesotho"),
    redirect("RSA", "South Africa"),
    redirect("Moshesh", "Moshoeshoe I"),
    redirect("Round", "About"),
    redirect("About", "Round"),
    Page("Category:Countries in Africa", namespace=14, text="Countries."),
    BadPage("line 7", "cut_off", "<page>"),
)


def small_corpus(folder: Path) -> LocalCorpus:
    """The corpus of `PAGES`, in a catalog at a folder."""
    return LocalCorpora(folder).build(ListReader(tuple(PAGES)), workers=1)
