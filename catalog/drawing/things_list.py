"""What things are called and how they look, and the finding of a thing by a phrase.

find_thing("two red apples") → Thing(name="apple", plural="apples", shape="round", color="red", recolors=True)
"""

import re
from dataclasses import dataclass

from synthloom.catalog.drawing.pen import RGB

COLORS: dict[str, RGB] = {
    "red": (216, 50, 48),
    "orange": (243, 138, 34),
    "yellow": (250, 208, 44),
    "green": (62, 158, 74),
    "blue": (52, 110, 216),
    "purple": (132, 72, 182),
    "pink": (246, 146, 184),
    "brown": (134, 84, 48),
    "black": (46, 46, 52),
    "white": (247, 247, 244),
    "gray": (146, 150, 156),
    "teal": (20, 134, 134),
    "gold": (216, 172, 52),
    "silver": (194, 199, 206),
    "beige": (228, 208, 172),
    "turquoise": (66, 208, 198),
    "navy": (30, 44, 108),
    "maroon": (124, 24, 44),
    "cyan": (60, 196, 226),
    "magenta": (206, 52, 150),
    "lavender": (186, 168, 224),
    "olive": (124, 128, 48),
}


@dataclass(frozen=True)
class Thing:
    """A kind of thing: its names, its shape where it has a plain one, and its natural color."""

    name: str
    plural: str
    shape: str
    color: str
    recolors: bool


def _things(table: str) -> dict[str, Thing]:
    """Rows of name, plural (`-` adds an s), shape and color (`-` for none); `!` where the color can't be changed."""
    things = {}
    for row in table.strip().splitlines():
        name, plural, shape, color = (cell.strip() for cell in row.split("|"))
        things[name] = Thing(
            name, f"{name}s" if plural == "-" else plural, "" if shape == "-" else shape,
            "" if color.startswith("-") else color.rstrip("!"), not color.endswith("!"),
        )  # fmt: skip
    return things


THINGS: dict[str, Thing] = _things("""
ball | - | round | red
sphere | - | round | blue
cube | - | square | blue
box | boxes | rectangular | brown
cylinder | - | - | green
cone | - | triangular | orange
pyramid | - | triangular | gold
triangle | - | triangular | green
square | - | square | blue
circle | - | round | red
oval | - | oval | turquoise
rectangle | - | rectangular | orange
hexagon | - | hexagonal | purple
star | - | star-shaped | yellow
heart | - | heart-shaped | red
diamond | - | diamond-shaped | cyan
moon | - | crescent-shaped | yellow
ring | - | round | gold
coin | - | round | gold
button | - | round | blue
drop | - | - | blue
lightning bolt | - | - | yellow
music note | - | - | black
snowflake | - | - | cyan
flame | - | - | orange
flag | - | - | red
arrow | - | - | green
medal | - | round | gold
crown | - | - | gold
trophy | trophies | - | gold
die | dice | square | white
magnet | - | - | red
balloon | - | oval | red
kite | - | diamond-shaped | blue
apple | - | round | red
pear | - | - | green
orange | - | round | orange!
lemon | - | oval | yellow!
banana | - | crescent-shaped | yellow!
cherry | cherries | round | red
strawberry | strawberries | - | red!
watermelon | - | - | red!
grapes | grapes | - | purple
pineapple | - | - | yellow!
carrot | - | - | orange!
tomato | tomatoes | round | red!
egg | - | oval | beige
bread | loaves of bread | - | brown!
cheese | pieces of cheese | - | yellow!
cake | - | - | pink
cupcake | - | - | pink
pizza | - | triangular | yellow!
ice cream | ice creams | - | pink
donut | - | round | pink
cookie | - | round | brown!
candy | candies | - | red
fish | fish | - | orange
cat | - | - | gray
dog | - | - | brown
rabbit | - | - | white
bird | - | - | blue
butterfly | butterflies | - | purple
ladybug | - | oval | red
bee | - | - | yellow!
snail | - | - | orange
turtle | - | - | green
penguin | - | - | black
owl | - | - | brown
tree | - | - | green
pine tree | - | triangular | green
flower | - | - | pink
rose | - | - | red
sunflower | - | - | yellow!
leaf | leaves | - | green
mushroom | - | - | red
cactus | cacti | - | green!
potted plant | - | - | green!
sun | - | round | yellow!
cloud | - | - | white
mountain | - | triangular | gray
rainbow | - | - | -!
planet | - | round | orange
shell | - | - | pink
acorn | - | - | brown!
cup | - | - | white
mug | - | - | blue
glass | glasses of juice | - | -!
bottle | - | - | green
plate | - | round | white
bowl | - | - | blue
spoon | - | - | silver
fork | - | - | silver
book | - | rectangular | red
clock | - | round | teal
umbrella | - | - | purple
lamp | - | - | yellow
light bulb | - | - | yellow
key | - | - | gold
candle | - | - | red
lantern | - | - | red
envelope | - | rectangular | beige
bell | - | - | gold
hat | - | - | brown
chair | - | - | brown
table | - | - | brown
sofa | - | - | teal
gift | - | square | red
basket | - | - | brown
vase | - | - | blue
door | - | rectangular | brown
pencil | - | - | yellow
scissors | pairs of scissors | - | red
phone | - | rectangular | black
camera | - | - | black
television | - | - | brown
glasses | pairs of glasses | - | black
guitar | - | - | brown
drum | - | - | red
compass | compasses | round | gold
globe | - | round | blue!
telescope | - | - | navy
microscope | - | - | gray
ladder | - | - | brown
car | - | - | red
bus | buses | - | yellow
truck | - | - | blue
train | - | - | green
bicycle | - | - | blue
boat | - | - | red
rocket | - | - | red
airplane | - | - | blue
hot air balloon | - | - | red
house | - | - | beige
bed | - | - | blue
toilet | - | - | white!
sink | - | - | white!
laptop | - | - | gray
refrigerator | - | - | white
fan | - | - | teal
bench | benches | - | brown
window | - | - | brown
mirror | - | - | gold
pillow | - | - | beige
giraffe | - | - | yellow!
castle | - | - | gray
lighthouse | - | - | red
traffic cone | - | triangular | orange
traffic light | - | - | black!
anchor | - | - | navy
wheel | - | round | brown
mailbox | mailboxes | - | red
bucket | - | - | blue
ship | - | - | navy
""")

_ALIASES = """
airplane: plane, aeroplane, jet
bicycle: bike
car: automobile, taxi
sofa: couch
gift: present, gift box
television: tv
donut: doughnut
cupcake: muffin
phone: cell phone, cellphone, mobile phone, telephone, smartphone
moon: crescent, crescent moon
cat: kitten
dog: puppy
rabbit: bunny, hare
drop: raindrop, droplet, drop of water, water drop
lightning bolt: lightning, bolt of lightning
music note: musical note
flame: fire
bee: honeybee, bumblebee
turtle: tortoise
light bulb: bulb
envelope: letter
chair: armchair
shell: seashell
snowflake: snow flake
pine tree: fir
pizza: slice of pizza, pizza slice
watermelon: slice of watermelon, watermelon slice
grapes: bunch of grapes, grape
cheese: slice of cheese, piece of cheese
bread: slice of bread, loaf of bread, loaf
cake: piece of cake, slice of cake
glass: glass of juice, wine glass
ice cream: ice cream cone
ball: rubber ball, soccer ball
die: dice
glasses: eyeglasses, pair of glasses, spectacles
scissors: pair of scissors
potted plant: houseplant, house plant, plant
boat: sailboat
rocket: spaceship
truck: lorry
mailbox: post box, letterbox
bucket: pail
box: parcel, carton
bed: double bed, single bed
sink: wash basin, basin, washbasin
laptop: notebook computer
refrigerator: fridge, refridgerator
circle: disc, disk
clock: wall clock, alarm clock
ladybug: ladybird
"""


def _names() -> dict[str, Thing]:
    names: dict[str, Thing] = {}
    for row in _ALIASES.strip().splitlines():
        name, aliases = row.split(": ")
        for alias in aliases.split(", "):
            names |= {alias: THINGS[name], f"{alias}s": THINGS[name]}
    for thing in THINGS.values():
        names |= {thing.name: thing, thing.plural: thing}
    return names


_NAMES = _names()
_AFTER_HEAD = re.compile(
    r"\b(?:of|with|on|in|at|under|above|below|behind|near|next|beside|by|from|to|that|which|who|and|or|is|are)\b"
)


def find_thing(phrase: str) -> Thing | None:
    """The thing whose name is the head noun of a phrase: `two red apples` is an apple, `apple pie` is none."""
    whole = " ".join(re.sub(r"[^a-z0-9 ]+", " ", phrase.lower()).split())
    whole = whole.replace("glasses of ", "glass of ")  # else they would be spectacles
    cut = _AFTER_HEAD.search(whole)
    head = whole[: cut.start()] if cut else whole
    for text in (whole, head):  # the whole only for names such as `slice of pizza`
        words = text.split()
        for start in range(len(words)):
            name = " ".join(words[start:])
            if name in _NAMES and (text == head or " of " in name):
                return _NAMES[name]
    return None
