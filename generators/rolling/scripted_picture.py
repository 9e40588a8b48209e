"""The picture of a question: repaired where it is damaged, matched as a whole or in part, read.

    recognise(turns) → visual_search({"image": "img_1"}) → "1. Soul Meeting (wiki://…), similarity 0.96" → that page

A match counts where it leads the list and is as like as only the same picture is; else another look is taken: at the
middle of the picture, at what is written on it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from synthloom.catalog.corpus.key import key
from synthloom.generators.rolling.scripted_plan import Leg, bare
from synthloom.generators.rolling.scripted_turns import Turn, Turns
from synthloom.generators.wordings import rollout_acting as acting
from synthloom.generators.wordings import rollout_opening as opening
from synthloom.generators.wordings import rollout_pictures as reading

_REPAIRS = {
    "sharpen": "sharpen it",
    "super_resolution": "enlarge it by super-resolution",
    "perspective_correct": "straighten its perspective",
}
_MATCH = re.compile(
    r"^1\. (?P<title>.+) \(wiki://\S+\), similarity (?P<likeness>[01]\.\d+)\nPicture: .+ \((?P<file>wiki://\S+)\)",
    re.MULTILINE,
)
_FILE = re.compile(r"^1\. .+ \((?P<file>wiki://\S+)\).*\nPage: (?P<page>.+) \(wiki://", re.MULTILINE)
_FIRST = re.compile(r"^1\. (.+?) \(wiki://", re.MULTILINE)
_SURE = 0.5
"""Likeness from which the first match is taken; below 0.4 pictures mostly differ."""
_PLAIN = 0.9
"""Likeness below which a match is looked at side by side."""
_WORDS = 6
"""Words of a lettering that are searched for."""
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
        if look.tool == "crop" and turns.last.images and "visual_search" in turns.tools:
            part = turns.last.images[-1]
            turns.note(opening.CROPPED, image=part)
            why = turns.speaker.say(opening.WHY_VISUAL, image=part)
            if not (yield from turns.call("visual_search", {"image": part}, why)):
                continue
        if (yield from _matched(turns, anchor)):
            return True
    return False


def _matched(turns: Turns, anchor: Leg) -> Turn:
    """Whether the first result of a visual search is the anchor's; one less than plain is looked at first."""
    match = _MATCH.search(turns.last.observation) if turns.last else None
    if match is None:
        return False
    likeness, name = match["likeness"], turns.name(anchor)
    if match["title"] != anchor.title or float(likeness) < _SURE:
        turns.note(reading.READ_PICTURE_WEAK, page=match["title"], likeness=likeness)
        return False
    if float(likeness) >= _PLAIN or "fetch_image" not in turns.tools:
        turns.say(reading.READ_PICTURE, name=name, page=anchor.title, likeness=likeness)
        return True
    turns.say(reading.READ_LIKELY, name=name, likeness=likeness)
    same = yield from _compare(turns, match["file"], name)
    # Where the file couldn't be fetched, the match stands as it was.
    return same or not (turns.last and turns.last.images)


def _looks(turns: Turns) -> Iterator[_Look]:
    """Ways to look at the picture, in the order of the rollout's habits; maps and views hardly have words to read."""
    image = list(turns.session.images)[-1]
    width, height = turns.session.images[image].width, turns.session.images[image].height
    middle = [int(width * _MARGIN), int(height * _MARGIN), int(width * (1 - _MARGIN)), int(height * (1 - _MARGIN))]
    whole = _Look("visual_search", {"image": image}, opening.WHY_VISUAL)
    few = _Look("visual_search", {"image": image, "top_k": 3}, opening.WHY_VISUAL)
    part = _Look("visual_search", {"image": image, "bbox": middle}, opening.WHY_MIDDLE)
    cut = _Look("crop", {"image": image, "bbox": middle}, opening.WHY_CROP)
    words = _Look("ocr", {"image": image, "boxes": True}, opening.WHY_OCR)
    orders = ((whole, cut, words), (words, whole, part), (few, part, words), (cut, whole, words))
    if turns.plan.legs[0].stratum == "location":
        orders = ((whole, cut, words), (few, cut, words), (part, whole, words), (whole, part, words))
    yield from orders[turns.habits.opening % len(orders)]


def _read(turns: Turns) -> Turn:
    """Say what is written in the picture, and search by it where it can be read; True where that finds the page."""
    anchor = turns.plan.legs[0]
    read = _LINE.findall(turns.last.observation) if turns.last else []
    lines = [line for line in read if len(key(line)) > 2]
    text = " ".join(lines or read)
    if not text:
        turns.note(reading.READ_NO_TEXT)
        return False
    said = text if len(text) <= 80 else text[:80].rsplit(" ", 1)[0]
    quote = said.replace("“", '"').replace("”", '"')
    if not lines:
        turns.note(reading.READ_LITTLE, quote=quote)
        return False
    if not _legible(text, anchor):
        turns.say(reading.READ_GARBLED, quote=quote)
        return False
    turns.say(reading.READ_TEXT, quote=quote)
    drawn = turns.random.random()
    if drawn < 0.4 and {"image_search", "fetch_image"} <= turns.tools:
        return (yield from _by_file(turns, _typed(said)))
    if drawn > 0.75 or "text_search" not in turns.tools:
        return False
    query = f"{_typed(said)} {anchor.noun}"
    why = turns.speaker.say(acting.WHY_SEARCH, query=query)
    done = yield from turns.call("text_search", {"queries": [query], "top_k": turns.habits.top_k}, why)
    first = next(iter(_FIRST.findall(turns.last.observation)), "") if done and turns.last else ""
    if first == anchor.title and key(bare(first)).replace(" ", "") in key(text).replace(" ", ""):
        turns.say(reading.READ_COVER, name=turns.name(anchor))
        return True
    if first:
        turns.note(reading.READ_LEAD, page=first)
    return False


def _by_file(turns: Turns, words: str) -> Turn:
    """Search picture files by the lettering, and look at the first beside the given picture."""
    why = turns.speaker.say(opening.WHY_FILES, query=words)
    if not (yield from turns.call("image_search", {"query": words, "top_k": 3}, why)) or turns.last is None:
        return False
    found = _FILE.search(turns.last.observation)
    if found is None:
        return False
    turns.say(reading.READ_FILES, page=found["page"])
    name = turns.name(turns.plan.legs[0]) if found["page"] == turns.plan.legs[0].title else ""
    return (yield from _compare(turns, found["file"], name))


def _compare(turns: Turns, file: str, name: str) -> Turn:
    """Fetch a picture file and see whether it is the given picture, whole or spoilt; `name`: what it would show."""
    given = next(iter(turns.session.images))
    if "fetch_image" not in turns.tools:
        return False
    done = yield from turns.call("fetch_image", {"url": file}, turns.speaker.say(opening.WHY_FETCH, image=given))
    if not done or turns.last is None or not turns.last.images:
        return False
    fetched = turns.last.images[-1]
    same = turns.session.images[fetched].hash == turns.session.images[given].hash
    alike = turns.session.images[fetched].hash == turns.clean
    if not name or not (same or alike):
        turns.note(reading.READ_OTHER, image=fetched, given=given)
        return False
    turns.say(reading.READ_SAME if same else reading.READ_ALIKE, image=fetched, name=name)
    return True


def _typed(words: str) -> str:
    """The first words of a lettering, as many as are typed into a search box."""
    return " ".join(words.split()[:_WORDS])


def _legible(text: str, anchor: Leg) -> bool:
    """Whether the lettering came out as words: half of those of the title that can be on it were read."""
    read = key(text).replace(" ", "")
    title = [word for word in key(bare(anchor.title)).split() if len(word) > 2]
    return sum(word in read for word in title) * 2 >= len(title) > 0
