"""Composing: what is put into a scene and where, so that every category has something to ask.

compose(Random(1)) → Scene on the stage "shelves": 4 red candles, a blue clock, a star-shaped box, a name plate ...
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from random import Random

from synthloom.catalog.drawing.things import THINGS
from synthloom.catalog.sources.scene_backdrops import VARIANTS
from synthloom.catalog.sources.scene_cast import ALONE, CAST, COLORLESS, FRAMED, KIN, PALETTE, SHAPED, SIGN_STYLES
from synthloom.catalog.sources.scene_facts import FACTS, Fact
from synthloom.catalog.sources.scene_stages import STAGES, Rect, Stage, Zone
from synthloom.catalog.sources.scene_sums import price, written_sum
from synthloom.catalog.sources.scene_texts import framed, notice
from synthloom.catalog.sources.scenes import BOARD, COLOR, COUNTED, FACT, OTHER, PLACE, SHAPE, SIGN, TAG, Item, Scene


class _Cells:
    """The free places of a stage; taking them at random leaves gaps as people do."""

    def __init__(self, stage: Stage, taken: list[Rect], random: Random) -> None:
        self._random = random
        self.free: dict[int, list[Rect]] = {}
        for index, zone in enumerate(stage.zones):
            cells = [cell for cell in _grid(zone) if not any(_touch(cell, area) for area in taken)]
            random.shuffle(cells)
            self.free[index] = cells

    def room(self, tags: Collection[str], stage: Stage) -> list[int]:
        """Zones with one of the tags and a free cell."""
        return [i for i, zone in enumerate(stage.zones) if zone.tag in tags and self.free[i]]

    def take(self, index: int, zone: Zone) -> Rect:
        """A free place in a zone, a little off its grid."""
        x0, y0, _, y1 = self.free[index].pop()
        side = zone.cell * self._random.choice((0.78, 0.9))
        x = x0 + self._random.uniform(0.2, zone.cell - side - 0.2)
        bottom = (
            y0 + (zone.cell + side) / 2
            if zone.floats
            else y1 - self._random.choice((0, 0.6, 1.2)) * (len(zone.rows) > 1)
        )
        return x, bottom - side, x + side, bottom


def _grid(zone: Zone) -> list[Rect]:
    columns = int((zone.x1 - zone.x0) / zone.cell)
    spare = (zone.x1 - zone.x0 - columns * zone.cell) / 2
    up = zone.cell / 2 if zone.floats else 0
    return [
        (
            zone.x0 + spare + column * zone.cell,
            row + up - zone.cell,
            zone.x0 + spare + (column + 1) * zone.cell,
            row + up,
        )
        for row in zone.rows
        for column in range(columns)
    ]


def _touch(one: Rect, two: Rect) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def compose(random: Random) -> Scene:
    """A scene with something to ask for every category, and room left for an editor."""
    stage = random.choice(STAGES)
    used: set[str] = set()
    fact = _choose_fact(stage, random)
    text = framed(fact, random) if not fact.thing else notice(random)
    signs = [Item(stage.sign, FRAMED.get(stage.sign, stage.sign), "", "", "", stage.sign_area, SIGN, text=text)]
    written = None
    if stage.board:
        written = written_sum(random)
        noun = FRAMED.get(stage.board, stage.board)
        signs.append(Item(stage.board, noun, "", "", "", stage.board_area, BOARD, text=written.written))
    taken = [item.area for item in signs]
    if stage.post:
        middle = (stage.sign_area[0] + stage.sign_area[2]) / 2
        taken.append((middle - 3, stage.sign_area[3], middle + 3, stage.post + 2))
    cells = _Cells(stage, taken, random)
    items: list[Item] = []
    if fact.thing:
        items.append(_single(fact.seen, "", FACT, stage, cells, random, used))
    items.append(_shaped(stage, cells, random))
    used |= {KIN.get(item.noun, item.noun) for item in items}
    items.extend(_counted(stage, cells, random, used))
    items.append(_colored(stage, cells, random, used))
    items.append(_any(PLACE, stage, cells, random, used))
    for _ in range(2):
        if random.random() < 0.6 and sum(map(len, cells.free.values())) > 8:
            items.append(_any(OTHER, stage, cells, random, used))
    if stage.tags:
        items.extend(_price_tags(items, stage, random))
    return Scene(stage, random.randrange(VARIANTS), (*items, *signs), random.choice(SIGN_STYLES), fact, written)


def _choose_fact(stage: Stage, random: Random) -> Fact:
    person = random.random() < 0.5
    tags = {zone.tag for zone in stage.zones}
    fitting = [fact for fact in FACTS if fact.person == person and (not fact.thing or tags & CAST[fact.seen])]
    answer = random.choice(sorted({fact.answer for fact in fitting}))
    return random.choice([fact for fact in fitting if fact.answer == answer])


def _single(thing: str, color: str, role: str, stage: Stage, cells: _Cells, random: Random, used: set[str]) -> Item:
    index = random.choice(cells.room(CAST[thing], stage))
    zone = stage.zones[index]
    used.add(KIN.get(thing, thing))
    kind = THINGS[thing]
    if not color and kind.recolors:
        color = random.choice(PALETTE[thing])
    area = cells.take(index, zone)
    return Item(thing, thing, color or kind.color, kind.shape, zone.phrase, area, role, zone.floats)


def _candidates(stage: Stage, cells: _Cells, used: set[str]) -> list[str]:
    return [name for name, tags in CAST.items() if KIN.get(name, name) not in used and cells.room(tags, stage)]


def _any(role: str, stage: Stage, cells: _Cells, random: Random, used: set[str]) -> Item:
    # By zone first, so that a zone with many kinds of things isn't asked about more often.
    candidates = _candidates(stage, cells, used)
    by_zone = [
        [name for name in candidates if zone.tag in CAST[name]] for i, zone in enumerate(stage.zones) if cells.free[i]
    ]
    names = random.choice([names for names in by_zone if names])
    return _single(random.choice(names), "", role, stage, cells, random, used)


def _colored(stage: Stage, cells: _Cells, random: Random, used: set[str]) -> Item:
    """The color is drawn first, so that all colors are asked about equally often."""
    by_color: dict[str, list[str]] = defaultdict(list)
    for name in _candidates(stage, cells, used):
        if THINGS[name].recolors and name not in COLORLESS:
            for color in PALETTE[name]:
                by_color[color].append(name)
    color = random.choice(sorted(by_color))
    return _single(random.choice(by_color[color]), color, COLOR, stage, cells, random, used)


def _shaped(stage: Stage, cells: _Cells, random: Random) -> Item:
    """Something whose shape its name doesn't tell, such as a heart-shaped box."""
    index, noun = random.choice([pair for pair in stage.shaped if cells.free[pair[0]]])
    shape = random.choice(sorted(SHAPED))
    zone = stage.zones[index]
    color = random.choice(PALETTE["book"])
    return Item(SHAPED[shape], noun, color, shape, zone.phrase, cells.take(index, zone), SHAPE, zone.floats)


def _counted(stage: Stage, cells: _Cells, random: Random, used: set[str]) -> list[Item]:
    count = random.randint(1, 9)
    several = [name for name in _candidates(stage, cells, used) if name not in ALONE]
    names = [
        name for name in several
        if sum([len(cells.free[i]) for i in cells.room(CAST[name], stage)]) > count + 1
    ]  # fmt: skip
    if not names:  # a full stage: then as many of them as there is room for
        names = several
        count = min(count, 4)
    first = _single(random.choice(names), "", COUNTED, stage, cells, random, used)
    items = [first]
    for _ in range(count - 1):
        rooms = cells.room(CAST[first.thing], stage)
        same = [i for i in rooms if stage.zones[i].phrase == first.where]
        if not rooms:
            break
        index = (same or rooms)[0]
        zone = stage.zones[index]
        items.append(replace(first, area=cells.take(index, zone), where=zone.phrase, floats=zone.floats))
    return items


def _price_tags(items: list[Item], stage: Stage, random: Random) -> list[Item]:
    tags = []
    for item in items:
        if item.role in (COLOR, PLACE, OTHER, SHAPE):
            foot = next(zone.rows[0] for zone in stage.zones if zone.phrase == item.where)
            middle = (item.area[0] + item.area[2]) / 2
            area = (middle - 5.4, foot - 0.2, middle + 5.4, foot + stage.tags * 5)
            tags.append(
                Item(
                    "sheet of paper", f"price tag of the {item.noun}", "", "", item.where, area, TAG, text=price(random)
                )
            )
    return tags
