"""From one page of the path to the next, and to what is asked of the last: look, read, check, go on.

Slovenia, and "the country that borders Slovenia and whose international calling code is +43"
→ visit(["wiki://w/Slovenia"], goal="which countries border Slovenia") → "… Hungary … and Austria …"
→ visit(["Austria"], goal="calling code; the capital of Austria")      → "Calling code: +43"
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from synthloom.catalog.corpus.key import key
from synthloom.generators.rolling.scripted_candidates import others_in, try_others
from synthloom.generators.rolling.scripted_memory import Evidence, Memory, likeness
from synthloom.generators.rolling.scripted_plan import Clue, Leg
from synthloom.generators.rolling.scripted_queries import asked_queries, choosing_query, clue_queries, leg_queries
from synthloom.generators.rolling.scripted_turns import Turn, Turns
from synthloom.generators.wordings import rollout_acting as acting
from synthloom.generators.wordings import rollout_reading as reading
from synthloom.generators.wordings.rollout_relations import LISTS, asked_for, cues
from synthloom.schemas.relations import BACK

_WAYS = 6
"""Ways tried for one thing before it is given up."""
_CHOOSES = 0.5
"""How likely a list of three and more is searched by a clue, and not name by name."""
_LIKE = 0.9
"""Share of the words of the sentence looked for that make another one say the same."""


class Way(NamedTuple):
    """A call that may show something, and why."""

    tool: str
    arguments: Mapping[str, Any]
    why: Sequence[str]
    slots: Mapping[str, str]


def follow(turns: Turns, before: Leg, leg: Leg, then: str) -> Turn:
    """Find the page after another and check its clues; `then` is what will be wanted of it. False: not found."""
    here = turns.name(before)
    found = told(turns, before, leg)
    for way in islice(_ways(turns, before, leg.looked_for(here), leg_queries(leg, here)), _WAYS):
        if found:
            break
        done = yield from _go(turns, way, turns.speaker.say(acting.NEXT, target=leg.target(here), here=here))
        found = told(turns, before, leg)
        if done and not found:
            turns.note(acting.NOTHING, wish=leg.looked_for(here))
    if not found:
        return False
    name = turns.name(leg)
    others = bool(leg.clues) and found.page == before.title
    others = others and leg.relation in LISTS
    named = others_in(found.sentence, (*leg.names, here, found.page), "") if others else []
    others = len(named) > 1
    unseen = any(not clue_evidence(turns, leg, clue) for clue in leg.clues)
    many = unseen and len(named) > 2 and "text_search" in turns.tools and turns.random.random() < _CHOOSES
    if many and (yield from _choose(turns, leg, found)):
        yield from check(turns, leg, then)
        turns.found.append(turns.name(leg))
        return True
    if not turns.quoted(found, name):
        quote = turns.quote(found, *leg.names)
        own = found.page == leg.title  # what it says names the page before, not this one
        turns.say(
            reading.READ_LIST if others else reading.READ_OWN if own else reading.READ_STEP,
            quote=quote,
            name=name,
            page=found.page if found.page != name else "",
        )
    elif not many:
        turns.say(reading.READ_TOO, name=name)
    if others and turns.habits.curious and unseen:
        yield from try_others(turns, leg, found, here)
    yield from check(turns, leg, then)
    turns.found.append(turns.name(leg))
    return True


def _choose(turns: Turns, leg: Leg, listed: Evidence) -> Turn:
    """Of a list, find the one that a clue fits by searching for the clue; False where that doesn't tell."""
    query = choosing_query(leg)
    arguments = {"queries": [query], "top_k": turns.habits.top_k}
    if turns.made("text_search", arguments):
        return False
    turns.say(reading.READ_NAMES, quote=turns.quote(listed, *leg.names), page=listed.page)
    clue = next(clue for clue in leg.clues if not clue_evidence(turns, leg, clue))
    done = yield from turns.call(
        "text_search", arguments, turns.speaker.say(acting.CHOOSE, clue=clue.words, query=query)
    )
    shown = clue_evidence(turns, leg, clue) if done else None
    if shown is None:
        turns.note(acting.UNCHOSEN)
        return False
    own = shown.page == leg.title
    quote = turns.quote(shown, *((clue.value,) if own else leg.names))
    turns.say(reading.READ_CHOSEN if own else reading.MEETS, quote=quote, name=turns.name(leg), page=shown.page)
    return True


def told(turns: Turns, before: Leg, leg: Leg) -> Evidence | None:
    """The sentence read that leads from a page to the next: on either page, naming the other."""
    back = leg.relation.startswith(BACK)
    for page, other, inverse in ((before, leg, back), (leg, before, not back)):
        forms = [form for form in other.names if len(form) > 3] or list(other.names)
        for found in turns.memory.evidence(page.title, forms, leg.sentence):
            if states(found.sentence, leg.sentence, leg.relation, inverse):
                return found
    return None


def clue_evidence(turns: Turns, leg: Leg, clue: Clue) -> Evidence | None:
    """The sentence read under a page's title that shows a clue."""
    found = turns.memory.evidence(leg.title, (clue.value,), f"{' '.join(sorted(cues(clue.relation)))} {clue.value}")
    if clue.before:  # `German philosopher`: of the page's own subject, not of something German it speaks of
        being = re.compile(
            rf"(?:\b(?:is|was|were) (?:an? |the )?(?:[\w-]+[ ,]+){{0,4}}|^[\w ]{{3,20}}: ){re.escape(clue.value)}\b"
        )
        found = [known for known in found if being.search(known.sentence)]
    own = next((known for known in found if states(known.sentence, "", clue.relation)), None)
    return own if own or clue.relation != "borders" else _from_beyond(turns, leg, clue.value)


def _from_beyond(turns: Turns, leg: Leg, neighbour: str) -> Evidence | None:
    """A list of a neighbour's borders that names a page; `Equatorial Guinea` doesn't name Guinea."""
    names = "|".join(re.escape(name) for name in leg.names)
    listed = re.compile(rf"(?:[,:;]|\b(?:by|and|with|borders)) (?:the )?(?:{names})(?=[,.;]| and| to|$)")
    found = turns.memory.evidence(neighbour, leg.names)
    fit = (known for known in found if listed.search(known.sentence) and states(known.sentence, "", "borders"))
    return next(fit, None)


def check(turns: Turns, leg: Leg, then: str) -> Turn:
    """See the clues of a candidate on its own page; what will be wanted of it next is looked for too."""
    tried = 0
    while unseen := tuple(clue for clue in leg.clues if not clue_evidence(turns, leg, clue)):
        name = turns.name(leg)
        wanted = then.replace("{s}", name)
        goal = "; ".join(dict.fromkeys((*(asked_for(clue.relation, name) for clue in unseen), wanted)))
        way = next((way for way in _page_ways(turns, leg, goal, clue_queries(name, unseen)) if _new(turns, way)), None)
        if way is None or tried == 3:
            turns.say(reading.UNCONFIRMED, name=name)
            return False
        why = [turns.speaker.say(acting.NOT_SHOWN if tried else acting.CHECK, name=name, clue=unseen[0].words)]
        if tried:
            why.append(turns.speaker.say(way.why, **way.slots))
        tried += 1
        if way.tool == "visit" and wanted and turns.habits.detail != "short":
            why.append(turns.speaker.say(acting.CHECK_ALSO, goal=wanted))
        yield from turns.call(way.tool, way.arguments, " ".join(why))
    for clue in leg.clues[-2 if turns.habits.detail == "full" else -1 :]:
        seen = clue_evidence(turns, leg, clue)
        if seen and not turns.quoted(seen, clue.value):
            quote, name = turns.quote(seen, clue.value), turns.name(leg)
            slots = {"name": name, "clue": f"the one {clue.words}", "target": f"the {leg.noun} I want"}
            own = seen.page == leg.title
            turns.say(reading.CONFIRMED if own else reading.MEETS, quote=quote, page=seen.page, **slots)
    return True


def ask(turns: Turns) -> Turn:
    """Find what is asked of the last page. False: not found."""
    leg, name = turns.plan.legs[-1], turns.name(turns.plan.legs[-1])
    wish, found = asked_for(turns.plan.asked, name), answered(turns)
    for way in islice(_ways(turns, leg, wish, asked_queries(turns.plan, name)), _WAYS):
        if found:
            break
        done = yield from _go(turns, way, turns.speaker.say(acting.LAST, goal=wish, name=name))
        found = answered(turns)
        if done and not found:
            turns.note(acting.NOTHING, wish=wish)
    if not found:
        return False
    turns.answered = found
    if turns.quoted(found, *turns.plan.answers):
        turns.say(reading.READ_ANSWER_TOO)
    else:
        turns.say(reading.READ_ANSWER, quote=turns.quote(found, *turns.plan.answers), page=found.page, name=name)
    return True


def answered(turns: Turns) -> Evidence | None:
    """The sentence read on the last page that states the answer."""
    plan = turns.plan
    found = turns.memory.evidence(plan.legs[-1].title, plan.answers, plan.answer_sentence)
    return next((known for known in found if states(known.sentence, plan.answer_sentence, plan.asked)), None)


def verify(turns: Turns) -> Turn:
    """Look for the answer once more, elsewhere."""
    leg = turns.plan.legs[-1]
    name = turns.name(leg)
    wish = asked_for(turns.plan.asked, name)
    ways = [way for way in _page_ways(turns, leg, wish, asked_queries(turns.plan, name)) if _new(turns, way)]
    before = turns.last.tool if turns.last else ""
    ways.sort(key=lambda way: way.tool == before)  # the other kind of source
    if not ways or turns.answered is None or ways[0].tool == before:
        return False
    way = ways[0]
    done = yield from turns.call(way.tool, way.arguments, turns.speaker.say(acting.VERIFY, goal=wish))
    if not done or turns.last is None:
        return False
    again = Memory("")
    again.take(turns.last.observation)
    found = again.evidence("", turns.plan.answers, turns.plan.answer_sentence)
    seen = [one for one in found if states(one.sentence, turns.plan.answer_sentence, turns.plan.asked)]
    seen = [one for one in seen if one.page == leg.title or key(leg.title) in key(one.sentence)]
    elsewhere = next((one for one in seen if one.page and one.page != leg.title), None)
    if elsewhere is not None:
        quote = turns.quote(elsewhere, *turns.plan.answers)
        turns.note(reading.VERIFIED_ELSEWHERE, quote=quote, page=elsewhere.page)
    elif seen:
        turns.note(reading.VERIFIED, quote=turns.quote(seen[0], *turns.plan.answers))
    else:
        turns.note(reading.NOT_VERIFIED)
    return True


def _ways(turns: Turns, leg: Leg, goal: str, queries: list[str]) -> Iterator[Way]:
    """Calls that may show something of a page, one after another, as fits what is known by then."""
    while True:
        new = [way for way in _page_ways(turns, leg, goal, queries) if _new(turns, way)]
        if not new:
            return
        yield new[0]


def _page_ways(turns: Turns, leg: Leg, goal: str, queries: list[str]) -> list[Way]:
    """The page with a goal and searches, whichever the rollout likes first; the whole page last."""
    name = turns.name(leg)
    address = turns.address(leg)
    visits, whole = list[Way](), list[Way]()
    why: Sequence[str] = acting.WHY_VISIT if turns.random.random() < 0.4 else acting.WHY_OPEN
    why = acting.WHY_AGAIN if turns.visited(leg) else why
    if address:
        visit = {"urls": [address], "goal": goal}
        visits.append(Way("visit", visit, why, {"here": name, "goal": goal}))
        whole.append(Way("visit", {"urls": [address], "mode": "full"}, acting.WHOLE, {"here": name, "goal": goal}))
    searches = []
    for query in queries[turns.habits.opening % len(queries) :] + queries[: turns.habits.opening % len(queries)]:
        searches.append(
            Way("text_search", {"queries": [query], "top_k": turns.habits.top_k}, acting.WHY_SEARCH, {"query": query})
        )
    first = key(goal + name)  # the same leaning each time a list is made for one thing
    visit_first = (sum(map(ord, first)) % 100) / 100 < turns.habits.visits
    made = visits + searches[:2] if visit_first else searches[:1] + visits + searches[1:2]
    return [*made, *whole, *searches[2:]]


def _new(turns: Turns, way: Way) -> bool:
    return way.tool in turns.tools and not turns.made(way.tool, way.arguments)


def _go(turns: Turns, way: Way, what: str) -> Turn:
    why = turns.speaker.say(way.why, **way.slots)
    done = yield from turns.call(way.tool, way.arguments, what, why)
    return done


def states(sentence: str, like: str, relation: str, inverse: bool = False) -> bool:
    """Whether a sentence states a relation: it is nearly the one looked for, or has a word of the relation."""
    if like and likeness(sentence, like) >= _LIKE:
        return True  # the very sentence, perhaps cut
    wanted = cues(relation, inverse)
    return not wanted or not wanted.isdisjoint(key(sentence).split())
