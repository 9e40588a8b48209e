"""The cast of the sample's scenes: which things go where, in which colors, and which must not meet."""

from synthloom.catalog.drawing.things import THINGS

_TABLE = """
sky: balloon, kite, bird, butterfly, airplane, hot air balloon, bee
grass: cat, dog, rabbit, snail, turtle, ladybug, tree, flower, sunflower, mushroom, basket, bucket, ball
grass: bicycle, chair, gift, hat, umbrella, guitar, drum, wheel, acorn, bird, lantern, tomato, watermelon
wall: clock, hat, guitar, umbrella, key, bell, flag, balloon
table: apple, pear, lemon, banana, cherry, strawberry, watermelon, grapes, pineapple, carrot, tomato, egg
table: bread, cheese, cake, cupcake, pizza, donut, cookie, candy, cup, bottle, bowl, vase, candle, key
table: phone, glasses, gift, book, acorn
shelf: book, clock, lamp, candle, vase, mug, bottle, gift, camera, globe, trophy, bell, hat, basket, drum
shelf: shell, television, cactus, lantern, phone, train, rocket, die, ball, crown, telescope, guitar, kite
shelf: umbrella
desk: book, pencil, globe, apple, lamp, scissors, glasses, microscope, telescope, compass, magnet, clock
desk: cup, light bulb, key, camera, bell, die, envelope, phone, vase
pinned: leaf, key, envelope, button, coin, medal, scissors, snowflake, flag, music note, arrow, butterfly
sidewalk: mailbox, traffic cone, potted plant, bicycle, dog, cat, umbrella, ball, chair, bucket, basket, gift
sidewalk: tree, guitar
road: car, bus, truck
water: boat, ship
sand: shell, ball, bucket, umbrella, hat, turtle, bottle, pineapple, chair, book, guitar, glasses
sand: watermelon, ice cream, anchor, basket, drum
night: rocket, planet, owl, balloon, moon, airplane
hill: tree, lantern, house, cat, rabbit, owl, pine tree, chair, telescope, bicycle, mushroom, guitar
hill: bucket, drum, castle
"""
CAST: dict[str, frozenset[str]] = {}
"""A thing's name, and the tags of the zones it may stand in."""
for _row in _TABLE.strip().splitlines():
    _tag, _names = _row.split(": ")
    for _name in _names.split(", "):
        CAST[_name] = CAST.get(_name, frozenset()) | {_tag}

_PAINTED = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray")
_NATURAL = {
    "cat": ("gray", "black", "white", "brown", "orange"),
    "dog": ("brown", "black", "white", "gray"),
    "rabbit": ("white", "brown", "gray"),
    "owl": ("brown", "gray", "white"),
    "turtle": ("green", "brown"),
    "ladybug": ("red", "orange", "yellow"),
    "tree": ("green",),
    "pine tree": ("green",),
    "apple": ("red", "green", "yellow"),
    "pear": ("green", "yellow"),
    "grapes": ("purple", "green"),
    "cherry": ("red",),
    "egg": ("white", "brown", "beige"),
    "leaf": ("green", "red", "orange", "yellow", "brown"),
    "mushroom": ("red", "brown", "orange"),
    "moon": ("yellow",),
    "snowflake": ("blue", "white", "purple", "turquoise"),
    "coin": ("gold", "silver"),
    "medal": ("gold", "silver"),
    "crown": ("gold", "silver"),
    "trophy": ("gold", "silver"),
    "shell": ("pink", "orange", "purple", "white"),
    "castle": ("gray", "brown", "beige"),
    "guitar": ("brown", "red", "black", "orange", "blue"),
    "bell": ("gold", "silver", "red"),
    "flower": ("red", "orange", "yellow", "blue", "purple", "pink", "white"),
}
PALETTE: dict[str, tuple[str, ...]] = {
    name: _NATURAL.get(name, _PAINTED) if THINGS[name].recolors else (THINGS[name].color,) for name in CAST
}
"""The colors a thing may have."""
COLORLESS = {
    "house", "phone", "clock",
    "airplane", "bell", "boat", "cake", "camera", "castle", "coin", "compass", "crown", "donut", "glasses",
    "globe", "hot air balloon", "lantern", "magnet", "medal", "microscope", "penguin", "pine tree", "rocket",
    "scissors", "shell", "ship", "snail", "telescope", "television", "trophy", "truck", "vase",
}  # fmt: skip
"""Things whose color isn't asked: they have several, or a color that people would call otherwise."""
ALONE = {"moon", "globe", "castle", "planet", "crown", "telescope"}
"""Things that there is seldom more than one of."""
KIN = {
    "sunflower": "flower", "rose": "flower", "vase": "flower", "pine tree": "tree", "ship": "boat", "mug": "cup",
    "glass": "cup", "compass": "clock", "light bulb": "lamp", "lantern": "lamp", "candle": "lamp", "owl": "bird",
    "potted plant": "flower", "cactus": "flower", "bus": "car", "truck": "car", "cupcake": "cake",
    "hot air balloon": "balloon", "die": "box", "gift": "box", "medal": "coin", "button": "coin",
    "planet": "moon", "tomato": "apple", "bucket": "basket", "castle": "house", "snowflake": "star",
    "turtle": "shell", "snail": "shell", "lemon": "pear",
}  # fmt: skip
"""Kinds too alike to be in one scene: what they count as."""
SHAPED = {
    "round": "circle",
    "square": "square",
    "rectangular": "rectangle",
    "triangular": "triangle",
    "star-shaped": "star",
    "heart-shaped": "heart",
    "diamond-shaped": "diamond",
    "hexagonal": "hexagon",
    "oval": "oval",
    "crescent-shaped": "moon",
}
"""Shapes asked about, and what is drawn for them."""
FRAMED = {"small chalkboard": "chalkboard"}
"""Signs whose name in a question is another."""
SIGN_STYLES = ("serif", "bold serif", "sans", "bold", "rounded", "book")
