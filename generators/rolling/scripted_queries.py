"""What the scripted policy types into a search box: short queries of several kinds for one thing.

described_queries(leg, "the coastal Alpine country whose capital is Ljubljana")
→ ["coastal Alpine country whose capital is Ljubljana", "country capital Ljubljana", …]
leg_queries(leg, "Slovenia") → ["countries bordering Slovenia", "country calling code +43", …]
"""

import re

from synthloom.generators.rolling.scripted_plan import Clue, Leg, Plan
from synthloom.generators.wordings.rollout_relations import asked_for, label

SINGLE = (
    *("capital", "largest_city", "father", "mother", "spouse", "child", "successor", "predecessor"),
    *("highest_point", "mouth", "author", "director"),
)
"""Relations whose value leads back to few pages, so that its name alone is worth a search."""

_ARTICLE = re.compile(r"^(?:the|an?|one of the) ")
_PICTURE = re.compile(r"\b(?:image|picture|photo|photograph)\b", re.IGNORECASE)


def described_queries(leg: Leg, mention: str) -> list[str]:
    """Queries for a page by the question's description of it; none where only a picture tells of it."""
    if not leg.clues:
        return [] if _PICTURE.search(mention) else [_plain(mention)]
    made = [_plain(mention)]
    if len(leg.clues) > 1:
        made.append(f"{leg.noun} {' '.join(_terms(clue) for clue in leg.clues)}")
    for clue in leg.clues:
        made += [f"{leg.noun} {_terms(clue)}", f"{clue.value} {label(clue.relation)}"]
    named = [clue.value for clue in leg.clues if clue.relation in SINGLE]
    return [*list(dict.fromkeys(made))[:4], *named]


def broad_query(plan: Plan) -> str:
    """The question's clues all at once, its small words left out; as much as fits a search box."""
    words = [clue.value for leg in plan.legs for clue in leg.clues]
    nouns = list(dict.fromkeys(leg.noun for leg in plan.legs))
    return " ".join((*nouns, *words, label(plan.asked)))[:150].strip()


def leg_queries(leg: Leg, here: str) -> list[str]:
    """Queries for the next page, from the one before."""
    here = _plain(here)
    made = [_plain(leg.looked_for(here))]
    if leg.clues:
        made += [f"{leg.noun} {leg.into(here)} {_terms(leg.clues[-1])}", _plain(leg.target(here))]
    made.append(f"{here} {label(leg.relation)}")
    return list(dict.fromkeys(" ".join(query.split()) for query in made))


def clue_queries(name: str, clues: tuple[Clue, ...]) -> list[str]:
    """Queries that check clues of a candidate."""
    name = _plain(name)
    labels = " ".join(dict.fromkeys(label(clue.relation) for clue in clues))
    return [f"{name} {labels}", f"{name} {' '.join(clue.value for clue in clues)}"]


def asked_queries(plan: Plan, name: str) -> list[str]:
    """Queries for what is finally asked of a page."""
    told, name = label(plan.asked), _plain(name)
    return list(dict.fromkeys((f"{name} {told}", asked_for(plan.asked, name), f"{told} of {name}")))


def _terms(clue: Clue) -> str:
    return clue.value if clue.before else f"{label(clue.relation)} {clue.value}"


def _plain(text: str) -> str:
    return re.sub(r"[“”]", "", _ARTICLE.sub("", text))
