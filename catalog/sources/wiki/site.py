"""The wiki a dump is of: its language and the names of its namespaces, as the head of the dump gives them.

    <mediawiki … xml:lang="ltg"><siteinfo>…<namespace key="14">Kategoreja</namespace>
    → Site(language="ltg", base="https://ltg.wikipedia.org/wiki/…", spaces=(("kategoreja", 14), …))

Names of files and categories in other languages, which `site_names` lists, always count too: dumps exist whose head
is another wiki's, or is missing.
"""

import html
import re
from functools import lru_cache
from typing import NamedTuple

from synthloom.catalog.sources.wiki import site_names

FILE, CATEGORY, TEMPLATE = 6, 14, 10
_NAMESPACE = re.compile(r'<namespace key="(-?\d+)"[^>]*>([^<]*)</namespace>')
_LICENSED = re.compile(r"\b(wikipedia|wiktionary|wikibooks|wikiquote|wikisource|wikiversity|wikivoyage)\.org")


class Site(NamedTuple):
    """What is known of a wiki; small, for it travels with every part."""

    language: str = "und"
    base: str = ""
    spaces: tuple[tuple[str, int], ...] = ()

    @property
    def licence(self) -> str:
        """What Wikimedia's wikis of text are under; a dump itself states none."""
        return "CC-BY-SA-4.0" if _LICENSED.search(self.base) else "unknown"


def read_site(head: str) -> Site:
    """The site of a dump's beginning; what it doesn't say stays empty."""
    language = re.search(r'<mediawiki[^>]*\bxml:lang="([^"]+)"', head)
    base = re.search(r"<base>([^<]*)</base>", head)
    spaces = [(space_key(html.unescape(name)), int(key)) for key, name in _NAMESPACE.findall(head)]
    return Site(language[1] if language else "und", html.unescape(base[1]) if base else "", tuple(spaces))


def space_key(name: str) -> str:
    """The form namespace names are compared in: small letters, underscores for spaces."""
    return name.strip().lower().replace(" ", "_")


class Names(NamedTuple):
    """What a site's prefixes mean: `spaces` by key to a namespace's number, `foreign` other wikis and languages."""

    spaces: dict[str, int]
    foreign: frozenset[str]
    languages: frozenset[str]


@lru_cache(maxsize=64)
def names_of(site: Site) -> Names:
    """The names of a site with the well-known ones, the site's own first."""
    spaces = {space_key(name): 4 for name in site_names.CANONICAL + (() if site.spaces else site_names.OTHER)}
    spaces |= {space_key(name): CATEGORY for name in site_names.CATEGORY}
    spaces |= {space_key(name): FILE for name in site_names.FILE}
    spaces |= {name: number for name, number in site.spaces if name}
    languages = frozenset(site_names.LANGUAGES) - {site.language}
    return Names(spaces, frozenset(site_names.PROJECTS) | languages, languages)


def namespace_of(title: str, names: Names) -> int:
    """The namespace number that a title's prefix names; 0 without one."""
    prefix, colon, _ = title.partition(":")
    return names.spaces.get(space_key(prefix), 0) if colon else 0
