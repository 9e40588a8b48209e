"""Questions about a scene: one for each category, each with one right answer in this picture.

questions(scene, boxes, 512, Random(1)) →
    Asked("color", "What color is the umbrella on the sand?", "purple", (5,)), Asked("count", ...), ...
"""

from dataclasses import dataclass
from random import Random

from synthloom.catalog.sources.scene_wordings import (
    CAPTION,
    COLOR_OF,
    COST,
    COUNT,
    DIFFERENCE,
    FLOATING,
    GROUPS,
    OCR,
    PLACED,
    POSITION,
    SHAPE_OF,
    SHARED,
    SOLVE,
    SUM_WITH,
    TOGETHER,
)
from synthloom.catalog.sources.scenes import BOARD, COLOR, COUNTED, FACT, PLACE, SHAPE, SIGN, TAG, Item, Scene
from synthloom.schemas.records import Box

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Asked:
    """A question, its answer, the indices of the items it is about, and the working of a problem."""

    category: str
    question: str
    answer: str
    asked: tuple[int, ...]
    working: str = ""


def questions(scene: Scene, boxes: tuple[Box, ...], size: int, random: Random) -> list[Asked]:
    """Eight questions, in the order of the categories."""
    return [
        _shape(scene, random),
        _color(scene, random),
        _count(scene, random),
        _location(scene, boxes, size, random),
        _knowledge(scene, random),
        _caption(scene, random),
        _ocr(scene, random),
        _math(scene, random),
    ]


def _shape(scene: Scene, random: Random) -> Asked:
    index = scene.of(SHAPE)[0]
    item = scene.items[index]
    named = random.choice(
        (f"{item.color} {item.noun}", item.noun, f"{item.noun} {item.where}", f"{item.color} {item.noun}")
    )
    return Asked("shape", random.choice(SHAPE_OF).format(named), item.shape, (index,))


def _color(scene: Scene, random: Random) -> Asked:
    index = scene.of(COLOR)[0]
    item = scene.items[index]
    named = random.choice((item.noun, f"{item.noun} {item.where}"))
    return Asked("color", random.choice(COLOR_OF).format(named), item.color, (index,))


def _count(scene: Scene, random: Random) -> Asked:
    found = scene.of(COUNTED)
    return Asked("count", random.choice(COUNT).format(scene.items[found[0]].plural), str(len(found)), tuple(found))


def _location(scene: Scene, boxes: tuple[Box, ...], size: int, random: Random) -> Asked:
    index = scene.of(PLACE)[0]
    item = scene.items[index]
    position = _position(boxes[index], size)
    if position and random.random() < 0.7:
        return Asked("location", random.choice(POSITION).format(item.noun), position, (index,))
    wordings = FLOATING if item.floats else PLACED
    return Asked("location", random.choice(wordings).format(item.noun), item.where, (index,))


def _position(box: Box, size: int) -> str:
    """Which ninth of the picture a box is in, or nothing when its middle is near a border of ninths."""
    x, y = (box[0] + box[2]) / 2 / size * 3, (box[1] + box[3]) / 2 / size * 3
    if min(abs(x - 1), abs(x - 2), abs(y - 1), abs(y - 2)) < 0.06:
        return ""
    row, column = ("top", "", "bottom")[int(y)], ("left", "", "right")[int(x)]
    if not row:
        return f"on the {column}" if column else "in the middle"
    return f"at the {row} {column}".strip()


def _knowledge(scene: Scene, random: Random) -> Asked:
    sign = scene.of(SIGN)[0]
    asked = scene.of(FACT)[0] if scene.fact.thing else sign
    names = {"sign": scene.items[sign].noun, "thing": scene.items[asked].noun}
    return Asked("knowledge", random.choice(scene.fact.questions).format(**names), scene.fact.answer, (asked,))


def _caption(scene: Scene, random: Random) -> Asked:
    groups: dict[str, list[str]] = {}
    counts: dict[Item, int] = {}
    for item in scene.items:
        if item.role not in (SIGN, BOARD, TAG):
            kind = Item(item.thing, item.noun, item.color, item.shape, item.where, (0, 0, 0, 0), item.role)
            counts[kind] = counts.get(kind, 0) + 1
    for kind, count in counts.items():
        groups.setdefault(kind.where, []).append(_phrase(kind, count))
    order = [zone.phrase for zone in scene.stage.zones]
    parts = [f"{_join(groups[where])} {where}" for where in order if where in groups]
    sign = scene.items[scene.of(SIGN)[0]]
    parts.append(f"{_a(sign.noun)} that says “{_one_line(sign.text)}”")
    return Asked(
        "caption",
        random.choice(CAPTION),
        f"{scene.stage.place} with {_join(parts, '; ' if _nested(groups) else ', ')}.",
        (),
    )


def _nested(groups: dict[str, list[str]]) -> bool:
    return any(len(phrases) > 1 for phrases in groups.values())


def _phrase(item: Item, count: int) -> str:
    words = f"{item.color} {item.shape}" if item.role == SHAPE else item.color
    if count == 1:
        return _a(f"{words} {item.noun}".strip())
    return f"{NUMBERS[count]} {words} {item.plural}".replace("  ", " ")


def _a(phrase: str) -> str:
    return f"an {phrase}" if phrase[0] in "aeiou" else f"a {phrase}"


def _join(parts: list[str], comma: str = ", ") -> str:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2 and comma == ", ":
        return f"{parts[0]} and {parts[1]}"
    return f"{comma.join(parts[:-1])}{comma}and {parts[-1]}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _ocr(scene: Scene, random: Random) -> Asked:
    index = scene.of(SIGN)[0]
    item = scene.items[index]
    return Asked("ocr", random.choice(OCR).format(item.noun), _one_line(item.text), (index,))


def _math(scene: Scene, random: Random) -> Asked:
    tags = scene.of(TAG)
    if scene.sum:
        index = scene.of(BOARD)[0]
        question = random.choice(SOLVE).format(scene.items[index].noun)
        return Asked("math", question, scene.sum.answer, (index,), "\n".join(scene.sum.working))
    if len(tags) >= 2 and random.random() < 0.8:
        return _prices(scene, tags, random)
    return _reckoned(scene, random)


def _prices(scene: Scene, tags: list[int], random: Random) -> Asked:
    one, two = random.sample(tags, 2)
    costs = [int(scene.items[i].text[1:]) for i in (one, two)]
    names = [scene.items[i].noun.removeprefix("price tag of the ") for i in (one, two)]
    told = [f"The {name} costs ${cost}." for name, cost in zip(names, costs, strict=True)]
    if costs[0] > costs[1] and random.random() < 0.5:
        less = costs[0] - costs[1]
        steps = (*told, f"{costs[0]} − {costs[1]} = {less}")
        return Asked("math", random.choice(DIFFERENCE).format(*names), f"${less}", (one, two), "\n".join(steps))
    total = sum(costs)
    steps = (*told, f"{costs[0]} + {costs[1]} = {total}")
    return Asked("math", random.choice(TOGETHER).format(*names), f"${total}", (one, two), "\n".join(steps))


def _reckoned(scene: Scene, random: Random) -> Asked:
    """A problem that starts from how many things of a kind there are."""
    found = tuple(scene.of(COUNTED))
    n, many = len(found), scene.items[found[0]].plural
    first = f"There are {n} {many}." if n > 1 else f"There is 1 {scene.items[found[0]].noun}."
    number = random.randint(3, 29)
    match random.randrange(4) if n > 1 else random.randrange(1, 4):
        case 0:
            steps = (first, f"{n} × {number} = {n * number}")
            return Asked("math", random.choice(COST).format(many, number), f"${n * number}", found, "\n".join(steps))
        case 1:
            steps = (first, f"{n} + {number} = {n + number}")
            return Asked("math", random.choice(SUM_WITH).format(many, number), str(n + number), found, "\n".join(steps))
        case 2:
            steps = (first, f"{n} × {number} = {n * number}")
            return Asked("math", random.choice(GROUPS).format(many, number), str(n * number), found, "\n".join(steps))
        case _:
            left = number + 10 - n
            steps = (first, f"{number + 10} − {n} = {left}")
            return Asked("math", random.choice(SHARED).format(many, number + 10), str(left), found, "\n".join(steps))
