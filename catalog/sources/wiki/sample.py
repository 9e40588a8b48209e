"""The sample wiki: countries, their capitals and world regions, from the package `countryinfo` (MIT), with drawn maps.

    Page("Lesotho", text="Lesotho is a country in Southern Africa. Its capital is Maseru. It borders South Africa. …",
         fields=(Capital: Maseru, Borders: South Africa, Calling code: +266, …), files=("Lesotho.png",))

Small enough for a first run, and real: about 380 pages, every fact from the package, every link between pages that
exist. The texts are composed of those facts, one sentence each; the maps are drawn of the package's outlines. Facts
that the package has wrong (a capital moved, a name changed since 2018) are mended in `MENDED` or left out.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any, ClassVar

from synthloom.catalog.sources.wiki.sample_map import draw_map
from synthloom.schemas.wiki import BadPage, Field, Link, Page, Part

MENDED: dict[str, dict[str, Any]] = {
    "BDI": {"capital": "Gitega"},
    "KAZ": {"capital": "Astana"},
    "MKD": {"name": "North Macedonia"},
    "SWZ": {"name": "Eswatini", "capital": "Mbabane"},
    "COD": {"name": "Democratic Republic of the Congo"},
    "COG": {"name": "Republic of the Congo"},
    "LKA": {"capital": "Sri Jayawardenepura Kotte"},
    "USA": {"capital": "Washington, D.C."},
    "PSE": {"capital": "Ramallah"},
    "CZE": {"name": "Czech Republic"},
    "VAT": {"name": "Vatican City", "capital": ""},
    "SMR": {"capital": "City of San Marino"},
}
_DEPENDENT = """
ABW AIA ASM ATF BMU CCK COK CXR CYM ESH FLK FRO GGY GIB GRL GUM HKG IMN IOT JEY MAC MNP MSR NCL NFK NIU PCN PRI PYF
SCG SPM TKL WLF
"""
NOT_A_COUNTRY = frozenset(_DEPENDENT.split())
NO_CAPITAL = {"NLD", "BOL", "ZAF", "ISR", "BEN", "CIV", "TZA", "MMR", "YEM", "GNQ", "IDN", "NRU"}
"""Where sources disagree, or the capital moved: no question may rest on it."""
SUFFIX = ".png"


@dataclass(frozen=True)
class SamplePages:
    """All pages; they are few."""

    def pages(self) -> Iterator[Page | BadPage]:
        """Countries by name, then capitals, then regions."""
        countries = _countries()
        yield from (_country(country, countries) for country in countries.values())
        yield from (_capital(country) for country in countries.values() if country["capital"])
        for region in sorted({country["region"] for country in countries.values()}):
            yield _region(region, [c["name"] for c in countries.values() if c["region"] == region])


@dataclass(frozen=True)
class SampleReader:
    """`--source sample` of `search-vl`."""

    name: ClassVar[str] = "sample"
    address: ClassVar[str] = "sample"
    licence: ClassVar[str] = "MIT"
    language: ClassVar[str] = "en"
    notes: ClassVar[tuple[str, ...]] = ()

    @property
    def revision(self) -> str:
        return f"countryinfo {version('countryinfo')}"

    @property
    def state(self) -> str:
        return hashlib.sha256("".join(str(page) for page in SamplePages().pages()).encode()).hexdigest()[:20]

    def parts(self) -> Iterator[Part]:
        yield SamplePages()

    def image(self, name: str) -> bytes | None:
        """The map of that name, drawn."""
        return _map(name)


@lru_cache(maxsize=32)
def _map(name: str) -> bytes | None:
    """Several questions start at one country, one after another."""
    countries = _countries()
    code = next((code for code, c in countries.items() if f"{c['name']}{SUFFIX}" == name), None)
    return None if code is None else draw_map({c: v["outline"] for c, v in countries.items()}, code)


@cache
def _countries() -> dict[str, dict[str, Any]]:
    """Country code → what a page needs, by name; only countries with a region, and neighbours only where both agree."""
    found = {}
    for path in files("countryinfo").joinpath("data").iterdir():
        if not path.name.endswith(".json"):
            continue
        raw = json.loads(path.read_text(encoding="utf-8"))
        code = raw["ISO"].get("alpha3")
        raw |= MENDED.get(code, {})
        region = raw.get("intermediateregion") or raw.get("subregion")
        if not code or code in NOT_A_COUNTRY or not region or not raw.get("area") or not raw.get("tld"):
            continue
        found[code] = {
            "name": raw["name"],
            "capital": "" if code in NO_CAPITAL else raw.get("capital") or "",
            "region": region,
            "continent": raw["region"],
            "area": round(raw["area"]),
            "borders": raw.get("borders") or [],
            "calling_code": (raw.get("callingCodes") or [""])[0],
            "domain": raw["tld"][0],
            "outline": _rings(raw.get("geoJSON")),
        }
    for code, country in found.items():
        country["borders"] = [b for b in country["borders"] if b in found and code in found[b]["borders"]]
    return dict(sorted(found.items(), key=lambda item: str(item[1]["name"])))


def _rings(outlines: dict[str, Any] | None) -> list[list[tuple[float, float]]]:
    """The outer rings of a GeoJSON collection, in degrees."""
    rings = []
    for feature in (outlines or {}).get("features", []):
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings += [[(x, y) for x, y, *_ in polygon[0]] for polygon in polygons]
    return rings


def _country(country: dict[str, Any], countries: dict[str, dict[str, Any]]) -> Page:
    name = country["name"]
    neighbours = [countries[code]["name"] for code in country["borders"]]
    sentences = [f"{name} is a country in {country['region']}."]
    if country["capital"]:
        sentences.append(f"Its capital is {country['capital']}.")
    if neighbours:
        sentences.append(f"It is bordered by {_listed(neighbours)}.")
    sentences.append(f"{name} covers an area of {country['area']:,} km².")
    linked = [country["region"], country["capital"], *neighbours]
    rows = [
        ("Capital", [country["capital"]] if country["capital"] else []),
        ("Region", [country["region"]]),
        ("Borders", neighbours),
    ]
    fields = [_field(key, titles) for key, titles in rows if titles]
    plain = {
        "Area": f"{country['area']:,} km²",
        "Calling code": f"+{country['calling_code']}" if country["calling_code"] else "",
        "Internet TLD": country["domain"],
    }
    fields += [Field(key, value) for key, value in plain.items() if value]
    drawn = country["outline"] and all(countries[code]["outline"] for code in country["borders"])
    pictures = (f"{name}{SUFFIX}",) if drawn else ()
    return _page(name, sentences, linked, "Infobox country", tuple(fields), f"country in {country['region']}", pictures)


def _capital(country: dict[str, Any]) -> Page:
    name = country["capital"]
    sentences = [f"{name} is the capital city of {country['name']}, a country in {country['region']}."]
    linked = [country["name"], country["region"]]
    fields = (_field("Country", [country["name"]]),)
    title = f"{name} (city)" if name == country["name"] else name
    return _page(title, sentences, linked, "Infobox settlement", fields, f"capital of {country['name']}", ())


def _region(region: str, members: list[str]) -> Page:
    sentences = [f"{region} is a region of the world.", f"It contains {_listed(members)}."]
    return _page(region, sentences, members, "", (), "world region", ())


def _page(
    title: str,
    sentences: list[str],
    linked: list[str],
    infobox: str,
    fields: tuple[Field, ...],
    short: str,
    pictures: tuple[str, ...],
) -> Page:
    text = " ".join(sentences)
    links, after = [], len(title) if text.startswith(title) else 0
    for target in filter(None, linked):
        start = text.find(target, after)
        start = start if start >= 0 else text.find(target, len(title))
        if start >= 0:
            links.append(Link(target, start, start + len(target)))
    return Page(
        title,
        text=text,
        links=tuple(sorted(set(links), key=lambda link: link.start)),
        infobox=infobox,
        fields=fields,
        short_description=short,
        files=pictures,
    )


def _field(key: str, titles: list[str]) -> Field:
    value, links = "\n".join(titles), []
    for title in titles:
        start = sum(len(before) + 1 for before in titles[: titles.index(title)])
        links.append(Link(title, start, start + len(title)))
    return Field(key, value, tuple(links))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
