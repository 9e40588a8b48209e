"""Other names in a list that was read: one is tried before the right one, and ruled out by what is read of it.

"… bordering Italy to the west, …, Hungary to the northeast, and Austria to the north." → Italy, Hungary
text_search("Hungary calling code") → "Calling code: +36", so not Hungary
"""

import re

from synthloom.catalog.corpus.key import key
from synthloom.generators.rolling.scripted_memory import Evidence
from synthloom.generators.rolling.scripted_plan import Clue, Leg
from synthloom.generators.rolling.scripted_turns import Turn, Turns
from synthloom.generators.wordings import rollout_acting as acting
from synthloom.generators.wordings import rollout_reading as reading
from synthloom.generators.wordings.rollout_relations import cues, label

_NAME = re.compile(r"(?:[A-Z][\w'’-]+)(?: (?:of |and the |the )?[A-Z][\w'’-]+)*")
_NO_THING = re.compile(
    r"\b(?:Sea|Ocean|Gulf|River|Bay|Lake|Mountains?|Strait|Channel|Coast|Desert|Island|Peninsula|North|South|East|West|"
    r"Northern|Southern|Eastern|Western|Central|Balkans|Europe|Africa|Asia|America|Alps|Mediterranean|Caribbean|Pacific|Its?|The|In|On|As|At|Of|And|Official|Spoken|From|Both|Many|Old|New|I)\b"
)
_TELLING = (
    "calling_code",
    "internet_domain",
    "currency",
    "independence_date",
    "official_language",
    "birth_date",
    "death_date",
    "producer",
    "label",
    "genre",
    "release_date",
)
"""Relations of a clue by which a wrong candidate can be told from its own page, and not by its mere name."""


def try_others(turns: Turns, leg: Leg, found: Evidence, here: str) -> Turn:
    """Try another name of the list, or compare some; False where none suits."""
    clue = next((clue for clue in leg.clues if clue.relation in _TELLING), None)
    names = others_in(found.sentence, (*leg.names, here, found.page, *turns.found), turns.plan.question)
    if clue is None or len(names) < 2:
        return False
    others = turns.random.sample(names[:6], 1 if turns.random.random() < 0.6 or leg.stratum != "location" else 2)
    address = turns.address(leg)
    if len(others) == 2 and address and "visit" in turns.tools:
        urls = [*others, address]
        turns.random.shuffle(urls)
        told = f"{others[0]}, {others[1]} and {turns.name(leg)}"
        why = turns.speaker.say(acting.COMPARE, names=told)
        done = yield from turns.call("visit", {"urls": urls, "goal": label(clue.relation)}, why)
    elif "text_search" in turns.tools:
        why = turns.speaker.say(acting.DECOY, name=others[0])
        query = f"{others[0]} {label(clue.relation)}"
        done = yield from turns.call("text_search", {"queries": [query], "top_k": 3}, why)
    else:
        return False
    if not done:
        return False
    for other in others:
        row = row_of(turns, other, clue)
        if row and key(clue.value) not in key(row.sentence):
            turns.say(reading.MISFIT, decoy=other, quote=turns.quote(row), clue=clue.words)
        elif other not in turns.memory.addresses:
            turns.say(reading.NO_PAGE, decoy=other)
        elif turns.memory.said(other, (clue.value,)):
            turns.say(reading.FITS_TOO, decoy=other, name=turns.name(leg))
        else:
            turns.say(reading.MISFIT_SILENT, decoy=other, clue=clue.words)
    return True


def others_in(sentence: str, known: tuple[str, ...], question: str) -> list[str]:
    """Names in a sentence besides those known."""
    skipped = {key(name) for name in known}
    found = dict.fromkeys(match.group() for match in _NAME.finditer(sentence) if match.start())
    return [
        name
        for name in found
        if not _NO_THING.search(name)
        and len(name) > 3
        and not any(key(name) in other or other in key(name) for other in skipped)
        and key(name) not in key(question)
    ]


def row_of(turns: Turns, title: str, clue: Clue) -> Evidence | None:
    """The infobox row of a page that is of a clue's relation."""
    words = sorted(cues(clue.relation))
    rows = turns.memory.evidence(title, words, " ".join(words))
    return next((row for row in rows if re.match(r"[^:]{3,40}: ", row.sentence)), None)
