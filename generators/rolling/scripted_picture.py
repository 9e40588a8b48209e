"""The picture of a question: repaired where it is damaged, matched as a whole or in part, read.

    recognise(turns) → visual_search({"image": "img_1"}) → "1. Soul Meeting (wiki://…), similarity 0.96" → that page

A match counts where it leads the list and is as like as only the same picture is; else another look is taken: at the
middle of the picture, at what is written on it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from synthloom.catalog.corpus.key import key
from synthloom.generators.rolling.scripted_plan import bare
from synthloom.generators.rolling.scripted_turns import Turn, Turns
from synthloom.generators.wordings import rollout_acting as acting
from synthloom.generators.wordings import rollout_opening as opening
from synthloom.generators.wordings import rollout_reading as reading

_REPAIRS = {
    "sharpen": "sharpen it",
    "super_resolution": "enlarge it by super-resolution",
    "perspective_correct": "straighten its perspective",
}
_MATCH = re.compile(r"^1\. (?P<title>.+) \(wiki://\S+\), similarity (?P<likeness>[01]\.\d+)$", re.MULTILINE)
_FIRST = re.compile(r"^1\. (.+?) \(wiki://", re.MULTILINE)
_SURE = 0.5
"""Likeness from which the first match is taken; below 0.4 pictures mostly differ."""
_LINE = re.compile(r"^\[[\d, ]+\] (.+)$", re.MULTILINE)
_MARGIN = 0.12
"""Share of each side left out by a look at the middle."""


class _Look(NamedTuple):
    tool: str
    arguments: Mapping[str, Any]
    why: tuple[str, ...]


def repaired(turns: Turns, tool: str, flaw: str) -> Turn:
    """Repair the picture and use the result from then on."""
    image = next(iter(turns.session.images))
    why = turns.speaker.say(opening.REPAIR, image=image, flaw=flaw, repair=_REPAIRS.get(tool, "repair it"))
    done = yield from turns.call(tool, {"image": image}, why)
    if done and turns.last and turns.last.images:
        turns.note(opening.REPAIRED, image=turns.last.images[-1])
    return done


def recognise(turns: Turns) -> Turn:
    """Find the page that the picture is of. False: not found."""
    anchor, begun = turns.plan.legs[0], False
    for look in _looks(turns):
        if look.tool not in turns.tools:
            continue
        image = str(look.arguments.get("image", ""))
        what = "" if begun else turns.speaker.say(opening.PICTURE, image=image, mention=turns.plan.mention)
        begun = True
        done = yield from turns.call(look.tool, look.arguments, what, turns.speaker.say(look.why, image=image))
        if not done or turns.last is None:
            continue
        if look.tool == "ocr" and (yield from _read(turns)):
            return True
        match = _MATCH.search(turns.last.observation)
        if match and match["title"] == anchor.title and float(match["likeness"]) >= _SURE:
            turns.say(reading.READ_PICTURE, name=turns.name(anchor), page=anchor.title, likeness=match["likeness"])
            return True
        if match:
            turns.note(reading.READ_PICTURE_WEAK, page=match["title"], likeness=match["likeness"])
    return False


def _looks(turns: Turns) -> Iterator[_Look]:
    """Ways to look at the picture, in the order of the rollout's habits."""
    image = list(turns.session.images)[-1]
    width, height = turns.session.images[image].width, turns.session.images[image].height
    middle = [int(width * _MARGIN), int(height * _MARGIN), int(width * (1 - _MARGIN)), int(height * (1 - _MARGIN))]
    whole = _Look("visual_search", {"image": image}, opening.WHY_VISUAL)
    few = _Look("visual_search", {"image": image, "top_k": 3}, opening.WHY_VISUAL)
    part = _Look("visual_search", {"image": image, "bbox": middle}, opening.WHY_MIDDLE)
    words = _Look("ocr", {"image": image, "boxes": True}, opening.WHY_OCR)
    orders = ((whole, part, words), (words, whole, part), (few, part, words), (part, whole, words))
    yield from orders[turns.habits.opening % len(orders)]


def _read(turns: Turns) -> Turn:
    """Say what is written in the picture, and search for it; True where that is the title of the page."""
    anchor = turns.plan.legs[0]
    lines = _LINE.findall(turns.last.observation) if turns.last else []
    lines = [line for line in lines if len(key(line)) > 2]
    if not lines:
        turns.note(reading.READ_NO_TEXT)
        return False
    text = " ".join(lines)
    said = text if len(text) <= 80 else text[:80].rsplit(" ", 1)[0]
    turns.say(reading.READ_TEXT, quote=said.replace("“", '"').replace("”", '"'))
    if "text_search" not in turns.tools or turns.random.random() < 0.4:
        return False
    query = f"{said} {anchor.noun}"
    why = turns.speaker.say(acting.WHY_SEARCH, query=query)
    done = yield from turns.call("text_search", {"queries": [query], "top_k": turns.habits.top_k}, why)
    first = next(iter(_FIRST.findall(turns.last.observation)), "") if done and turns.last else ""
    if first == anchor.title and key(bare(first)).replace(" ", "") in key(text).replace(" ", ""):
        turns.say(reading.READ_COVER, name=turns.name(anchor))
        return True
    if first:
        turns.note(reading.READ_LEAD, page=first)
    return False
