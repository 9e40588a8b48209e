"""What an infobox template says its page is about.

    "Infobox scientist" → ("scientist", "person")      "Taxobox" → ("", "organism")      "Infobox" → ("", "")

Names are compared in small letters without `Infobox`. A box of many kinds of things gives a stratum without a noun.
"""

from typing import Final

from synthloom.catalog.corpus.types_nouns import STRATUM
from synthloom.schemas.relations import Stratum

_NOUNS: Final[dict[str, str]] = {
    noun: value
    for row in """
    country: country, former country; city: city; settlement:; scientist: scientist; philosopher: philosopher;
    writer: writer, author; poet: poet; artist: artist; musician: musical artist, musician; actor: actor;
    military officer: military person; politician: politician, officeholder, us president, president,
    congressman, governor; monarch: monarch, royalty; criminal: criminal, murderer; saint: saint; athlete:
    athlete, sportsperson; footballer: football biography, football biography 2; cricketer: cricketer, cricketer
    biography; tennis player: tennis biography, tennis player; golfer: golfer; cyclist: cyclist; boxer: boxer;
    state: u.s. state, us state; province: province or territory of canada; continent: continent; river: river;
    lake: lake; mountain: mountain; mountain range: mountain range; island: island, islands; volcano: volcano;
    sea: sea; ocean: ocean; museum: museum; university: university; school: school; airport: airport; bridge:
    bridge; church: church; stadium: stadium, venue; film: film, movie, infobox hollywood film; book: book,
    novel; album: album; song: song, single; video game: video game, vg; television series: television,
    television series; newspaper: newspaper; magazine: magazine; journal: journal; painting: artwork, painting;
    ship: ship, ship begin; aircraft: aircraft, aircraft type; programming language: programming language;
    software: software; company: company; language: language; language family: language family; currency:
    currency; disease: disease; battle:; war:; chemical element: element; planet: planet; drug: drugbox, drug;
    political party: political party; award: award; deity: deity, greek deity; mineral: mineral; opera: opera;
    musical: musical; spacecraft: spacecraft; space mission: spaceflight, space mission; holiday: holiday; road:
    road; national park: national park, protected area
    """.replace("\n    ", " ").split(";")
    if ":" in row
    for value in [row.partition(":")[0].strip()]
    for noun in (name.strip() for name in row.partition(":")[2].split(","))
    if noun
}
_STRATA: Final[dict[str, Stratum]] = {
    "person": "person",
    "biography": "person",
    "military person": "person",
    "royalty": "person",
    "officeholder": "person",
    "religious biography": "person",
    "settlement": "location",
    "place": "location",
    "geobox": "location",
    "building": "building",
    "historic site": "building",
    "taxobox": "organism",
    "automatic taxobox": "organism",
    "speciesbox": "organism",
    "subspeciesbox": "organism",
    "infraspeciesbox": "organism",
    "paraphyletic group": "organism",
    "virusbox": "organism",
    "dog breed": "organism",
}


def infobox_type(name: str) -> tuple[str, Stratum]:
    """The noun and the stratum an infobox's name stands for; empty where it says neither."""
    words = " ".join(name.lower().replace("_", " ").split()).removeprefix("infobox").strip()
    noun = _NOUNS.get(words, words if words in STRATUM else "")
    return noun, _STRATA.get(words) or STRATUM.get(noun, "")
