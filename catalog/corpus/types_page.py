"""What a page is about: the noun of "X is a … NOUN" in its first sentence, and the stratum of that noun.

    "Albert Einstein (14 March 1879 – 18 April 1955) was a German-born theoretical physicist widely known …"
    → ("theoretical physicist", "person")

Where the sentence gives no known noun, the title's bracket (`Lloyd (film)`), the infobox, the title's words, the short
description and the categories are asked, in this order.
"""

import re

from synthloom.catalog.corpus.facts_names import bare_title
from synthloom.catalog.corpus.types_head import STATES, head_noun, known, lead_noun, singular
from synthloom.catalog.corpus.types_infobox import infobox_type
from synthloom.catalog.corpus.types_nouns import SHORTER, STRATUM
from synthloom.schemas.relations import Stratum
from synthloom.schemas.wiki import Page

_LIFE = re.compile(
    r"\([^()]*(?:\bborn\b|[A-Z][a-z]+ (?:\d\d?, )?\d{3,4}[^()]{0,30}[–-][^()]{0,30}[A-Z][a-z]+ (?:\d\d?, )?\d{3,4})"
)
"""A bracket with someone's dates."""
_TITLE_WORDS = """
    airport sea ocean lake river mountains island islands park bridge castle cathedral church museum university
    college school stadium arena tower palace temple mosque hospital library theatre street road square desert
    bay gulf strait canal railway war language dynasty treaty prefecture province county district oblast mansion
    abbey cemetery dam forest glacier peninsula valley canyon
"""
_IN_TITLES = frozenset(_TITLE_WORDS.split())
_FIRST_IN_TITLES = {
    "mount": "mountain",
    "lake": "lake",
    "river": "river",
    "battle": "battle",
    "university": "university",
    "treaty": "treaty",
    "gulf": "gulf",
}


def page_type(page: Page, sentence: str, masked: str, language: str) -> tuple[str, Stratum]:
    """Noun and stratum of a page; `masked` is its introducing sentence with what stands in brackets blanked."""
    box_noun, box_stratum = infobox_type(page.infobox)
    if box_noun == "musician" and any("members" in row.key.lower() for row in page.fields):
        box_noun, box_stratum = "band", ""
    bracket = _in_bracket(page.title)
    noun = lead_noun(masked) if language in ("en", "simple") else ""
    if noun not in STRATUM:
        noun = (
            bracket
            or box_noun
            or _of_title(page.title)
            or _of_description(page.short_description)
            or _of_categories(page.categories)
            or noun
        )
    noun = SHORTER.get(noun, noun)
    if box_noun == "country" and noun in STATES:
        noun = "country"
    stratum = STRATUM.get(noun, "")
    if stratum == "location" and not box_stratum and _is_concept(page.title, sentence):
        return "", ""
    if box_stratum and stratum != box_stratum and (not stratum or bracket not in STRATUM):
        known = noun if STRATUM.get(noun, box_stratum) == box_stratum else ""
        return known or box_noun, box_stratum
    if (
        not stratum
        and not noun
        and any(c.endswith((" births", " deaths")) or c == "Living people" for c in page.categories)
    ):
        stratum = "person"
    if not stratum and noun not in STRATUM and _LIFE.search(sentence):
        stratum = "person"
    return "" if noun == page.title.lower() else noun, stratum


def _is_concept(title: str, sentence: str) -> bool:
    """Whether a sentence speaks of a kind of thing: `A forest is an area …`, `Life is a state that …`."""
    name = bare_title(title).lower()
    patterns = (
        rf"(?i:(?:In [\w ,]+, )?an? {re.escape(name)}\b)",
        rf"(?:In [\w ,]+, )?(?:the )?{re.escape(name)}s? ",
        r".{0,150}\bstates? (?:of (?!the )[a-z]|that\b)",
    )
    return " " not in name and any(re.match(pattern, sentence) for pattern in patterns)


def _in_bracket(title: str) -> str:
    found = re.search(r"\(([^()]*)\)$", title)
    return known(found[1].lower().split()) if found else ""


def _of_title(title: str) -> str:
    """A noun that a name contains: `Baltic Sea` → sea, `Battle of Hastings` → battle."""
    words = re.sub(r",.*", "", title).lower().split()
    if len(words) < 2 or not title.rpartition(" ")[2][:1].isupper():
        return ""
    last = singular(words[-1])
    return last if words[-1] in _IN_TITLES and " of " not in title else _FIRST_IN_TITLES.get(words[0], "")


def _of_description(description: str) -> str:
    return head_noun(description) if description and not description.lower().startswith("wikimedia") else ""


def _of_categories(categories: tuple[str, ...]) -> str:
    """The noun of a category of one plural noun, such as `African Countries`."""
    for category in categories:
        words = category.lower().split()
        if (
            words
            and " and " not in category
            and words[-1].endswith("s")
            and (noun := known(words[-2:]))
            and len(words) < 5
            and STRATUM[noun]
        ):
            return noun
    return ""
