"""What the scripted policy types into a search box: short queries of several kinds for one thing.

described_queries(leg, "the coastal Alpine country whose capital is Ljubljana")
→ ["coastal Alpine country whose capital is Ljubljana", "country capital Ljubljana", …]
leg_queries(leg, "Slovenia") → ["countries bordering Slovenia", "country bordering Slovenia calling code +43", …]
choosing_query(leg) → "country calling code +43"
"""

import re

from synthloom.generators.rolling.scripted_plan import Clue, Leg, Plan, plural
from synthloom.generators.wordings.rollout_relations import asked_for, label, stepped, typed

SINGLE = (
    *("capital", "largest_city", "father", "mother", "spouse", "child", "successor", "predecessor"),
    *("highest_point", "mouth", "author", "director"),
)
"""Relations whose value leads back to few pages, so that its name alone is worth a search."""

_BOOKISH = ("from whom", "what waters", "after whom", "what came")
"""How nobody begins a query."""
_ORDER = {"followed_by": "after", "follows": "before", "successor": "successor of", "predecessor": "predecessor of"}
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
        made += [f"{leg.noun} {_terms(clue)}", *([] if _is_number(clue) else [f"{clue.value} {label(clue.relation)}"])]
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
    step = stepped(leg.relation, here, leg.noun, plural(leg.noun)) or f"{here} {label(leg.relation)}"
    made = [step]
    if leg.clues:
        one = stepped(leg.relation, here, leg.noun, leg.noun) or f"{leg.noun} {leg.into(here)}"
        made.append(f"{one} {_terms(leg.clues[-1])}")
    made.append(f"{here} {label(leg.relation)}")
    return list(dict.fromkeys(" ".join(query.split()) for query in made))


def choosing_query(leg: Leg) -> str:
    """A query for a page by its kind and clues alone, where a list has too many names to try."""
    before = " ".join(clue.value for clue in leg.clues if clue.before)
    after = " ".join(_terms(clue) for clue in leg.clues if not clue.before)
    return " ".join(f"{before} {leg.noun} {after}".split())


def clue_queries(name: str, clues: tuple[Clue, ...]) -> list[str]:
    """Queries that check clues of a candidate."""
    name = _plain(name)
    labels = label(clues[0].relation)
    return [f"{name} {labels}", f"{name} {clues[0].value}"]


def asked_queries(plan: Plan, name: str) -> list[str]:
    """Queries for what is finally asked of a page."""
    told, name, noun = label(plan.asked), _plain(name), plan.legs[-1].noun.rpartition(" ")[2]
    if plan.asked in _ORDER:
        return [f"{noun} {_ORDER[plan.asked]} {name}", f"{name} {told}"]
    question = _plain(asked_for(plan.asked, name))
    same = question.startswith(f"{told} of")
    made = [f"{name} {told.removesuffix(' from')}"]
    made += [] if question.startswith(_BOOKISH) else [question]
    made += [] if same or told.endswith("from") or told.startswith("waters") else [f"{told} of {name}"]
    return list(dict.fromkeys(made))


def _terms(clue: Clue) -> str:
    return clue.value if clue.before else typed(clue.relation, clue.value)


def _is_number(clue: Clue) -> bool:
    """Whether the value alone says nothing (`1632`, `+43`)."""
    return clue.value.lstrip("+").isdigit() or clue.before


def _plain(text: str) -> str:
    return re.sub(r"[“”]", "", _ARTICLE.sub("", text))
