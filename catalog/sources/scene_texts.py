r"""Texts for signs: notices made from parts, and frames around what a fact is about.

notice(Random(3)) → "Fresh plums\nevery Tuesday"
"""

from random import Random

from synthloom.catalog.sources.scene_facts import Fact

_PARTS: dict[str, tuple[str, ...]] = {
    "adjective": ("Fresh", "Local", "Homemade", "Organic", "Warm", "Sweet", "Hot", "Seasonal"),
    "goods": (
        "plums",
        "pretzels",
        "pancakes",
        "peaches",
        "waffles",
        "lemonade",
        "honey",
        "soup",
        "olives",
        "noodles",
        "jam",
    ),
    "wares": ("shoes", "toys", "lamps", "carpets", "jackets", "bicycles", "paintings", "garden chairs", "old records"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "month": ("January", "March", "April", "June", "July", "August", "October", "December"),
    "name": ("Clara", "Omar", "Mei", "Pablo", "Ingrid", "Theo", "Amara", "Lucas", "Hana", "Ravi", "Nora", "Felix"),
    "shop": (
        "Bakery",
        "Flower Shop",
        "Bike Repair",
        "Book Corner",
        "Coffee House",
        "Tailoring",
        "Music Store",
        "Tea Room",
    ),
    "event": (
        "Choir practice",
        "Chess club",
        "Yoga class",
        "Parents' meeting",
        "Film night",
        "Dance lesson",
        "Book club",
    ),
    "place": ("the town hall", "the library", "the gym", "the old barn", "the music room", "the park", "the harbor"),
    "lost": ("gray scarf", "silver earring", "green backpack", "brown wallet", "blue mitten", "striped sweater"),
    "rule": (
        "keep off the grass",
        "close the gate",
        "do not feed the ducks",
        "knock before entering",
        "wipe your feet",
        "speak quietly",
        "wait here",
        "return your books",
        "mind the step",
        "water the plants",
    ),
    "town": ("Ashford", "Lakeside", "Mill Valley", "Stonebridge", "Rosewood", "Northport", "Greenhill", "Silverton"),
}
_NOTICES = (
    "{adjective} {goods}\nevery {day}",
    "Open {day}\nfrom {small} to {large}",
    "Closed until\n{month} {number}",
    "Lost: {lost}\nCall {name}",
    "{name}'s {shop}",
    "{event}\n{day} at {small}",
    "{event}\nin {place}",
    "Please {rule}",
    "Platform {small}:\ntrain to {town}",
    "Welcome to {town}",
    "{number} percent off\nall {wares}",
    "{adjective} {goods}\ntwo for ${small}",
    "Happy birthday,\n{name}!",
    "{town} {large} miles",
    "{wares} for sale\nAsk for {name}",
    "Meet {name}\nat {place}",
    "Room {number}:\n{event}",
)
_FRAMES = {
    "play": ("Tonight on stage:", "Theater club:", "Auditions for"),
    "book": ("Book of the month:", "Reading hour:", "Book club:"),
    "painting": ("Now on show:", "Poster sale:", "Art talk:"),
    "music": ("Concert tonight:", "Choir and orchestra:", "On the radio:"),
    "": ("Today's topic:", "School project:", "Quiz question:", "Next week:"),
}


def notice(random: Random) -> str:
    """A notice such as people put up."""
    values: dict[str, object] = {part: random.choice(values) for part, values in _PARTS.items()}
    values |= {"small": random.randint(2, 9), "large": random.randint(10, 12), "number": random.randint(11, 28)}
    text = random.choice(_NOTICES).format(**values)
    return text[0].upper() + text[1:]


def framed(fact: Fact, random: Random) -> str:
    """What a fact is about, mostly announced as something."""
    if random.random() < 0.15:
        return fact.seen
    return f"{random.choice(_FRAMES[fact.work])}\n{fact.seen}"
