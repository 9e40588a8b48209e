"""The first page that can be named: the anchor, in a picture or by its description; or else a later link of the path.

img_1, blurred → sharpen(img_1) → img_2 → visual_search(img_2) → "1. The Genius Hits the Road (wiki://…)"
"the country whose capital is Ljubljana" → text_search("country capital Ljubljana") → "1. Slovenia (wiki://…)"
"+237" finds nothing → "the second country, whose largest city is Libreville" → Gabon, whose neighbour has +237
"""

import re
from collections.abc import Generator
from itertools import pairwise

from synthloom.catalog.corpus.key import spaced
from synthloom.generators.rolling.loop import Move
from synthloom.generators.rolling.scripted_hops import check, clue_evidence, states, told
from synthloom.generators.rolling.scripted_memory import Evidence
from synthloom.generators.rolling.scripted_picture import recognise, repaired
from synthloom.generators.rolling.scripted_plan import Leg
from synthloom.generators.rolling.scripted_queries import SINGLE, broad_query, described_queries
from synthloom.generators.rolling.scripted_turns import Turn, Turns
from synthloom.generators.wordings import rollout_acting as acting
from synthloom.generators.wordings import rollout_opening as opening
from synthloom.generators.wordings import rollout_reading as reading
from synthloom.generators.wordings.rollout_relations import asked_for, cues
from synthloom.schemas.trajectories import TrajectoryStep

_ITS = re.compile(r"\bthe ([\w ]+?) of it\b")
_ORDINALS = ("", "second", "third", "fourth", "fifth")
_HANDLES = (*SINGLE, "calling_code", "internet_domain", "anthem", "motto")
"""Relations of a clue by which a later page can be found without the one before it."""
_SEARCHES = 4
"""Searches for one description before it is left alone."""


def start(turns: Turns, wanted: list[str], repair: str = "", flaw: str = "") -> Generator[Move, TrajectoryStep, int]:
    """Find the anchor, or else a later page by its own clues; its place in the path, or -1."""
    legs = turns.plan.legs
    if turns.session.images:
        if repair in turns.tools:
            yield from repaired(turns, repair, flaw)
        if (yield from recognise(turns)):
            turns.found.append(turns.name(legs[0]))
            return 0
    for place, leg in enumerate(legs):
        mention = turns.plan.mention if place == 0 else _described(leg)
        if place and not any(clue.relation in _HANDLES for clue in leg.clues):
            continue
        if place:
            turns.note(acting.ENTER_LATER, mention=mention, start=turns.plan.mention)
        if (yield from _describe(turns, leg, mention, wanted[place])):
            if place:
                yield from _backwards(turns, place)
            turns.found.append(turns.name(leg))
            return place
    return -1


def _describe(turns: Turns, leg: Leg, mention: str, then: str) -> Turn:
    """Find a page by its description. False: not found."""
    queries = described_queries(leg, mention)
    first = turns.habits.opening % max(1, len(queries))
    queries = queries[first:] + queries[:first]
    top = turns.habits.top_k
    if turns.last is None and turns.habits.broad and queries:
        arguments = {"queries": [broad_query(turns.plan)], "top_k": top}
        done = yield from turns.call("text_search", arguments, turns.speaker.say(opening.BROAD))
        if done and not _recognised(turns, leg):
            turns.note(acting.TOO_BROAD, mention=mention)
    tried = 0
    while queries and tried < _SEARCHES and not _recognised(turns, leg):
        asked = queries[:2] if turns.habits.several else queries[:1]
        queries = queries[len(asked) :]
        tried += 1
        what = (
            ""
            if turns.last
            else turns.speaker.say(opening.BEGIN, mention=mention, chain=chain(turns), count=count(turns))
        )
        why = turns.speaker.say(acting.WHY_SEARCH if turns.last else opening.WHY_FIRST, query=asked[0])
        if len(asked) > 1:
            why += f" {turns.speaker.say(acting.ADD_QUERY, query=asked[1])}"
        other = queries[0] if queries else ""
        done = yield from turns.call("text_search", {"queries": asked, "top_k": top}, what, why, other=other)
        if not done or _recognised(turns, leg):
            continue
        if turns.name(leg) and turns.address(leg) and (leg.clues or leg.title in turns.memory.addresses):
            turns.note(acting.MAYBE, name=turns.name(leg), clue=leg.clues[0].words if leg.clues else "that is meant")
            if (yield from check(turns, leg, then)):
                return True
        turns.note(acting.NOTHING, wish=mention if tried == 1 else f"which {leg.noun} that is")
    found = _recognised(turns, leg)
    if found is None:
        return False
    quote = turns.quote(found, *(clue.value for clue in leg.clues))
    name = turns.name(leg)
    turns.say(
        reading.READ_START, quote=quote, name=name, page=found.page if found.page != name else "", mention=mention
    )
    return True


def _backwards(turns: Turns, place: int) -> Turn:
    """Having entered at a later page, look whether the one before can be seen from it and fits its clues."""
    legs = turns.plan.legs
    before, leg = legs[place - 1], legs[place]
    seen = told(turns, before, leg)
    if seen is None or not before.clues or not turns.name(before) or not turns.address(before):
        return False
    turns.note(acting.LOOK_BACK, name=turns.name(before), quote=turns.quote(seen, *before.names))
    return (yield from check(turns, before, "{s}"))


def chain(turns: Turns) -> str:
    """The way of the question in words: `the country whose …, then a second country that borders it, and finally …`."""
    legs = turns.plan.legs
    nouns = [legs[0].noun]
    parts = [turns.plan.mention]
    for last, leg in pairwise(legs):
        alike = sum(noun == leg.noun or noun.endswith(f" {leg.noun}") for noun in nouns)
        article = f"a {_ORDINALS[min(alike, 4)]}" if alike else "an" if leg.noun[0] in "aeiou" else "a"
        step = leg.into(f"that {last.noun}" if last.person else "it")
        step = _ITS.sub(r"its \1", step.replace("an official language of it", "one of its official languages"))
        parts.append(f"then {article} {leg.noun} {step}".rstrip())
        nouns.append(leg.noun)
    whole = f"{', '.join(parts)}, and finally {_last(turns)}"
    return whole if len(whole) < 330 else ""


def count(turns: Turns) -> str:
    """How many things are to be found, in words."""
    return ("no", "one", "two", "three", "four", "five", "six")[min(6, len(turns.plan.legs) + 1)]


def _last(turns: Turns) -> str:
    return asked_for(turns.plan.asked, "the last one")


def _described(leg: Leg) -> str:
    """A later page by its own clues alone: `the country whose largest city is Libreville`."""
    before = " ".join(clue.value for clue in leg.clues if clue.before)
    rest = " and ".join(clue.words for clue in leg.clues if not clue.before)
    return f"the {before} {leg.noun} {rest}".replace("  ", " ").strip()


def _recognised(turns: Turns, leg: Leg) -> Evidence | None:
    """A sentence read that ties the page's name to its clues."""
    if not leg.clues or not turns.name(leg):
        return None
    shown = [clue_evidence(turns, leg, clue) for clue in leg.clues]
    if leg.title in turns.memory.addresses and all(shown):
        return shown[-1]
    clue = leg.clues[0]
    if len(leg.clues) == 1 and clue.relation in SINGLE:
        for both in turns.memory.evidence("", leg.names, f"{clue.value} {' '.join(sorted(cues(clue.relation)))}"):
            if spaced(clue.value) in spaced(both.sentence) and states(both.sentence, "", clue.relation):
                return both
    return None
