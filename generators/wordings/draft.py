"""What is settled before words are chosen: the variant, the edit that fulfils the instruction, and what it may say.

    settle(item "how many dogs are there?" / "3", variant "syn")
    → plan   EditPlan(operation="add_objects", thing="balloon", count=3)
      words  {"things": "balloons"}

What can't be drawn is rejected here, with a reason.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from synthloom.catalog.drawing.effects import PICTURE_EFFECTS, RECOLOR, REGION_EFFECTS
from synthloom.catalog.drawing.lettering import STYLES, can_write
from synthloom.catalog.drawing.surfaces import SIGNS, SURFACES
from synthloom.catalog.drawing.things import COLORS, THINGS, Thing, find_thing
from synthloom.generators.wordings import caption, closings, color, count, knowledge, location, math, ocr, shape
from synthloom.generators.wordings.noun_phrase import embed
from synthloom.generators.wordings.words import COLOR_WORDS, SHADES, SHAPE_NOUNS, SHAPES, mentions, number_of, stems
from synthloom.generators.wordings.working import working_of
from synthloom.schemas.records import ClassifiedItem, EditPlan
from synthloom.schemas.steps import Reject

MOST_WORDS = 70
"""Of text on a surface. At 512 pixels a longer one is too small to read."""
FORMULA = re.compile(r"\\[a-zA-Z]|\$[^$]*[\\^_{}][^$]*\$")
MOST_THINGS = 12
LARGEST_COUNT = 100
"""More than this nobody counts in a picture."""
NEON_WORDS = 25
VIVID = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "teal", "turquoise", "navy")
"""Colors of a change that nobody overlooks."""
_MODIFIERS = """small big large little tall short long round old new wooden plastic metal metallic brass glass ceramic
paper fresh clean dirty empty clear decorative arranged desk floor table office coffee dining kitchen
water cell desktop"""
MODIFIERS = frozenset(_MODIFIERS.split())
NAMES = frozenset(name for thing in THINGS.values() for name in (thing.name, thing.plural))


@dataclass(frozen=True)
class Draft:
    """What is settled before words are chosen: the variant, the edit, its templates, closings and words."""

    variant: str
    plan: EditPlan
    templates: Sequence[str]
    closings: Sequence[str]
    words: Mapping[str, str]


def settle(record: ClassifiedItem, question: str, variant: str, random: Random) -> Draft:
    """The edit for a category and variant."""
    if record.category == "count":
        _check_count(record.answer)
    match record.category, variant:
        case (("color" | "shape" | "count"), "yes"):
            return _test(record, question, random)
        case "color", _:
            return _same_color(record, question, random)
        case "shape", _:
            return _same_shape(record, question, random)
        case "count", _:
            return _as_many(record, question, random)
        case "knowledge", "person":
            return _sign(record, random)
        case "knowledge", _:
            return _entity(record)
        case "location", _:
            return _region(record, random)
        case _:
            return _medium(record, question, random)


def _check_count(answer: str) -> None:
    """`None` reads badly as a number: `if the number of dogs is exactly none`."""
    number = number_of(answer)
    if number is None or "none" in answer.lower():
        raise Reject("count_not_a_number", answer)
    if number > LARGEST_COUNT:
        raise Reject("count_too_large", answer)


def _test(record: ClassifiedItem, question: str, random: Random) -> Draft:
    """The condition holds by construction, so the plan is the change. It hits a known region or the picture."""
    answer = record.answer.lower()
    others = f"{question} {answer} {' '.join(record.regions[index].color for index in record.asked)}"
    paint = random.choice([name for name in VIVID if name in COLORS and not mentions(others, name)])
    thing = embed(question).thing
    if record.asked and record.category in ("color", "shape"):
        thing = thing if thing and thing.count(" ") < 8 else "the object in question"
        effect = RECOLOR if random.random() < 0.6 else _pick(random, REGION_EFFECTS, answer)
        closing: tuple[str, ...] = closings.RECOLORED if effect == RECOLOR else closings.REGION
        phrase = REGION_EFFECTS.get(effect, "{color}")
        do = random.choice(
            (
                "repaint {thing} {color}",
                "recolor {thing} so that it becomes {color}",
                "change the color of {thing} to {color}",
            )
            if effect == RECOLOR
            else ("turn {thing} into " + phrase, "replace {thing} with " + phrase)
        )
        plan = EditPlan(
            operation="change_region", effect=effect, targets=record.asked, color=paint if "{color}" in phrase else ""
        )
    else:
        effect = _pick(random, PICTURE_EFFECTS, answer)
        do, closing = PICTURE_EFFECTS[effect], closings.PICTURE + closings.BY_EFFECT[effect]
        plan = EditPlan(operation="change_picture", effect=effect, color=paint if "{color}" in do else "")
    if record.category == "shape" and answer in SHAPE_NOUNS:
        answer = f"{_article(answer)} {answer}"
    words = {"do": do.format(thing=thing, color=paint), "answer": answer}
    return Draft("yes", plan, {"color": color, "shape": shape, "count": count}[record.category].YES, closing, words)


def _same_color(record: ClassifiedItem, question: str, random: Random) -> Draft:
    name = record.answer.lower().replace("grey", "gray")
    if name not in COLORS:
        raise Reject("color_not_drawable", record.answer)
    thing = random.choice([thing for thing in _new_things(record, question) if thing.recolors])
    plan = EditPlan(operation="add_objects", thing=thing.name, count=1, color=name)
    return Draft("syn", plan, color.SYN, _added(record), {"a_thing": _a(thing)})


def _same_shape(record: ClassifiedItem, question: str, random: Random) -> Draft:
    wanted = SHAPES.get(record.answer.lower())
    # The thing is not named, so it may sound like the answer, but it must not be what is asked about.
    things = [thing for thing in _new_things(record, question, named=False) if wanted and thing.shape == wanted]
    if not things:
        raise Reject("shape_not_drawable", record.answer)
    plan = EditPlan(operation="add_objects", thing=random.choice(things).name, count=1, shape=wanted or "")
    new = random.choice(("an everyday object", "a different object", "a new item", "another object"))
    return Draft("syn", plan, shape.SYN, _added(record), {"a_thing": new})


def _as_many(record: ClassifiedItem, question: str, random: Random) -> Draft:
    number = number_of(record.answer)
    if number is None or not 1 <= number <= MOST_THINGS:
        return _test(record, question, random)
    thing = random.choice(_new_things(record, question))
    plan = EditPlan(operation="add_objects", thing=thing.name, count=number)
    return Draft("syn", plan, count.SYN, _added(record, many=True), {"things": thing.plural})


def _sign(record: ClassifiedItem, random: Random) -> Draft:
    sign, style = _pick(random, SIGNS, record.answer), _style(random, record.answer, record.answer)
    plan = EditPlan(operation="write_sign", text=record.answer, medium=sign, effect=style)
    closing = closings.SIGNED + (closings.SIGNED_FREE if record.asked else ())
    return Draft("person", plan, knowledge.PERSON, closing, {"sign": SIGNS[sign], "style": STYLES[style]})


def _entity(record: ClassifiedItem) -> Draft:
    thing = find_thing(record.answer) if _is_plain(record.answer) else None
    if thing is None:
        raise Reject("cannot_draw_entity", record.answer)
    words = record.answer.lower().replace("grey", "gray").split()
    colors = [word for word in words if word in COLOR_WORDS and word not in thing.name and word != thing.color]
    if colors and not (thing.recolors and len(colors) == 1 and colors[0] in COLORS):
        raise Reject("cannot_draw_entity", record.answer)
    plan = EditPlan(operation="draw_entity", thing=thing.name, color="".join(colors))
    return Draft("entity", plan, knowledge.ENTITY, _added(record), {})


def _added(record: ClassifiedItem, *, many: bool = False) -> tuple[str, ...]:
    """Only where it is known what stands where can a free spot be promised."""
    if many:
        return closings.ADDED_MANY + (closings.ADDED_MANY_FREE if record.asked else ())
    return closings.ADDED + (closings.ADDED_FREE if record.asked else ())


def _is_plain(answer: str) -> bool:
    """Whether a name is a thing's own, at most with a look or a use: a license plate is no plate."""
    words = answer.lower().split()
    while len(words) > 1 and " ".join(words) not in NAMES:
        if not (words[0] in COLOR_WORDS or words[0] in SHADES or words[0] in MODIFIERS):
            return False
        words.pop(0)
    return True


def _region(record: ClassifiedItem, random: Random) -> Draft:
    if not record.asked:
        raise Reject("no_region")
    effect = _pick(random, REGION_EFFECTS, f"{record.answer}")
    paint = random.choice(VIVID) if "{color}" in REGION_EFFECTS[effect] else ""
    plan = EditPlan(operation="change_region", effect=effect, targets=record.asked, color=paint)
    words = {"effect": REGION_EFFECTS[effect].format(color=paint)}
    return Draft("region", plan, location.REGION, closings.REGION, words)


def _medium(record: ClassifiedItem, question: str, random: Random) -> Draft:
    text = record.answer
    if record.category == "math":
        text = _solution(record, question)
    if FORMULA.search(text):
        raise Reject("formula_not_writable")
    words = len(text.split())
    if words > MOST_WORDS:
        raise Reject("text_too_long", f"{words} words")
    surfaces = {name: phrase for name, phrase in SURFACES.items() if name != "neon" or words <= NEON_WORDS}
    surface, style = _pick(random, surfaces, record.answer), _style(random, text, record.answer)
    plan = EditPlan(operation="render_text", text=text, medium=surface, effect=style)
    templates = {"caption": caption, "ocr": ocr, "math": math}[record.category].MEDIUM
    return Draft("medium", plan, templates, closings.WRITTEN, {"surface": SURFACES[surface], "style": STYLES[style]})


def _solution(record: ClassifiedItem, question: str) -> str:
    """The working the source gives, or that of arithmetic in the question, and the final answer."""
    lines, result = tuple(line.strip() for line in record.working.splitlines() if line.strip()), record.answer
    if not lines:
        worked = working_of(question)
        if worked is None or worked[1] != number_text(record.answer):
            raise Reject("no_working")
        lines = worked[0]
    return "\n".join((*lines, f"Answer: {result}"))


def number_text(answer: str) -> str:
    """A number without thousands separators and needless zeros: `1,200.0` → `1200`."""
    text = answer.strip().rstrip(".").replace(",", "")
    return re.sub(r"\.0+$", "", text)


@lru_cache(maxsize=4096)
def _thing_stems(name: str) -> frozenset[str]:
    return stems(f"{name} {THINGS[name].plural}")


def _new_things(record: ClassifiedItem, question: str, *, named: bool = True) -> list[Thing]:
    """Things of another class than anything asked about or known to be there; a named one doesn't hold the answer."""
    taken = stems(" ".join((question, record.answer if named else "", *(region.label for region in record.regions))))
    return [thing for name, thing in THINGS.items() if not taken & _thing_stems(name) and name != record.answer.lower()]


def _pick(random: Random, phrases: Mapping[str, str], answer: str) -> str:
    """A key whose phrase doesn't hold the answer."""
    return random.choice([key for key, phrase in phrases.items() if not mentions(phrase, answer)])


def _style(random: Random, text: str, answer: str) -> str:
    able = {style: phrase for style, phrase in STYLES.items() if can_write(text, style)}
    if not able:
        raise Reject("text_not_writable", text)
    return _pick(random, able, answer)


def _a(thing: Thing) -> str:
    """`an umbrella`, `a pair of scissors`."""
    if thing.name == thing.plural and thing.name.endswith("s"):
        return f"a pair of {thing.name}"
    return f"{_article(thing.name)} {thing.name}"


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" and not noun.startswith(("uni", "use", "one")) else "a"
