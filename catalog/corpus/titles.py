"""Titles: how a wiki reads them in links, their 64-bit hash, and which the paper leaves out of paths.

    link_title("albert_Einstein#Early life") → "Albert Einstein"      left_out("List of rivers of Chad") → True

A hash stands for a title while a corpus is built, because strings of millions of pages don't fit in memory: two of 20
million titles share one with a chance of 1 in 90,000. A lookup by title compares the title itself.
"""

import html
import re
from hashlib import blake2b

_SPACES = re.compile(r"[\s_\u00a0\u200e\u200f]+")
_BRACKET = re.compile(r"\s*[(（][^()（）]*[)）]$")
_NAMESPACES = ("template", "category", "file", "image", "user", "help", "portal", "wikipedia", "mediawiki", "module")
_NAMESPACE = re.compile(rf"(?:{'|'.join(_NAMESPACES)})(?: talk)?:", re.IGNORECASE)
_ENGLISH = ("list of ", "lists of ", "outline of ", "index of ", "timeline of ")
_LISTS = {
    "ar": ("قائمة ",),
    "bg": ("списък ",),
    "ca": ("llista de ", "llista d'"),
    "cs": ("seznam ",),
    "da": ("liste over ",),
    "de": ("liste der ", "liste von ", "liste des ", "liste deutscher ", "zeittafel "),
    "es": ("lista de ", "anexo:"),
    "fi": ("luettelo ",),
    "fr": ("liste de ", "liste des ", "liste d'", "chronologie de ", "chronologie d'"),
    "hu": ("listája ",),
    "it": ("lista di ", "cronologia d"),
    "lt": ("sąrašas ",),
    "lv": ("saraksts ",),
    "nl": ("lijst van ",),
    "no": ("liste over ",),
    "pl": ("lista ", "kalendarium "),
    "pt": ("lista de ", "anexo:"),
    "ru": ("список ", "хронология "),
    "sk": ("zoznam ",),
    "sv": ("lista över ",),
    "uk": ("список ",),
}
"""How lists and timelines start, in small letters, where a wiki isn't English."""
_LIST_ENDS = ("一覧", "列表", "年表", "の一覧")
_DISAMBIGUATION = frozenset(
    (
        "disambiguation",
        "begriffsklärung",
        "homonymie",
        "desambiguación",
        "desambiguação",
        "desambiguació",
        "disambigua",
        "doorverwijspagina",
        "ujednoznacznienie",
        "rozcestník",
        "olika betydelser",
        "täsmennyssivu",
        "значения",
        "значення",
        "пояснение",
        "曖昧さ回避",
        "消歧义",
        "消歧義",
        "توضيح",
        "nuozeimu škiršona",
    )
)


def page_title(title: str) -> str:
    """A page's own title: entities decoded, underscores as spaces, the first letter large."""
    if "&" in title:
        title = html.unescape(title)
    title = _SPACES.sub(" ", title).strip()
    return title[:1].upper() + title[1:] if title[:1].islower() and len(title[:1].upper()) == 1 else title


def link_title(target: str) -> str:
    """The title a link's target means: no section, no leading colon, else as `page_title`; empty for a mere section."""
    return page_title((html.unescape(target) if "&" in target else target).partition("#")[0].strip().lstrip(":"))


def title_hash(title: str) -> int:
    """64 bits of BLAKE2b; never 0, which stands for none."""
    return int.from_bytes(blake2b(title.encode(), digest_size=8).digest(), "little") or 1


def without_bracket(title: str) -> str:
    """`Mercury (planet)` → `Mercury`."""
    return _BRACKET.sub("", title) or title


def left_out(title: str, language: str = "en") -> bool:
    """Whether the paper leaves the title out: lists, outlines, indexes, timelines, disambiguation, other namespaces."""
    small = title.lower()
    if small.startswith(_ENGLISH) or small.startswith(_LISTS.get(language, ())) or small.endswith(_LIST_ENDS):
        return True
    bracket = _BRACKET.search(small)
    marked = bracket is not None and bracket.group().strip(" ()（）") in _DISAMBIGUATION
    return marked or _NAMESPACE.match(title) is not None
