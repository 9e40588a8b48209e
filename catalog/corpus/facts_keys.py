"""Which infobox keys mean which relation; long because it is a data table.

    RELATION["birth place"] → "birth_place"      relation("Government - Prime Minister") → "head_of_government"

Keys are compared in small letters with spaces for underscores, without `(s)`, other brackets, numbers at their end and
colons. They are those of English Wikipedia's common templates, of the labels these print, and of the rows of 2007.
Some mean it for some strata only.
"""

import re
from functools import lru_cache
from typing import Final

from synthloom.schemas.relations import Stratum

_TABLE = """
birth_date: birth date, date of birth, birthdate
birth_place: birth place, place of birth, birthplace, birth city
death_date: death date, date of death
death_place: death place, place of death, deathplace
birth_name: birth name, birthname, born as, real name
death_cause: death cause, cause of death
burial_place: resting place, place of burial, burial place, buried, resting_place, burial
nationality: nationality, citizenship
occupation: occupation, occupations, profession
spouse: spouse, spouses, spouse-type, husband, wife, consort, consort to, queen consort
father: father
parent: parents
mother: mother
child: children, issue, child
sibling: siblings, sibling
relative: relatives
alma_mater: alma mater, education at, university attended
teacher: doctoral advisor, doctoral advisors, academic advisor, academic advisors, teacher, teachers, advisors
student: doctoral students, notable students, doctoral student
employer: institution, institutions, workplaces, work institution, work institutions, employer, workplace
field: field, fields, field of study, discipline, main interests
known_for: known for
award: awards, prizes, notable prizes, notable awards, award, honours
religion: religion, denomination, faith
party: party, political party
military_branch: branch, service/branch, service
predecessor: predecessor, preceded by, preceded
successor: successor, succeeded by, succeeded
office: office, title, post
influenced_by: influences, influenced by
influenced: influenced
movement: movement, literary movement, school tradition, school/tradition, art movement
instrument: instrument, instruments
genre: genre, genres, gametype
label: label, labels, record label, record labels
capital: capital, capital city, seat, administrative centre, administrative center, state capital, capital and largest
    city
largest_city: largest city, largest settlement, capital and largest city
official_language: official languages, official language, official lang
currency: currency, currencies
government: government, government type, form of government
head_of_state: government - president, government - king, government - queen, government - monarch, government -
    emperor, government - sultan, government - head of state, government - grand duke, government - emir
head_of_government: government - prime minister, government - chancellor, government - taoiseach, government - head of
    government, government - premier
anthem: anthem, national anthem
motto: motto, national motto
demonym: demonym, gentilic, demonyms
independence_date: independence - date, independence, independence date
population: population total, population, population - total, population census, population estimate, population total
    est
area: area total km, area - total, independence - total, area total, area km, area km², total area, area, surface area
density: population density km, population - density, population density, area - density, density km, population
    densitymi²
borders: borders, bordering countries, neighbours, neighbors, adjacent countries
calling_code: calling code, calling codes, dialling code, dialing code, area code, area codes
internet_domain: internet tld, cctld, tld
time_zone: time zone, timezone, utc offset
driving_side: drives on the, drives on, driving side
continent: continent
country: country, basin countries, sovereign state, nation, country of origin, subdivision name, sovereign
region: state, province, county, district, région, département, department, canton, region, prefecture, voivodeship,
    oblast, constituent country, unitary country, ceremonial county, municipality, periphery, regierungsbezirk,
    administrative region
highest_point: highest point, highest mount, highest peak
elevation: elevation, elevation m, elevation max, height m
length: length, length km
depth: max depth, depth, max-depth
river: river, rivers, rivers crossed
mouth: mouth, outflow, mouth location, mouth name, primary outflows
headwaters: source, source1, headwaters
coordinates: coordinates
postal_code: postal code, zip code, postcode, post code, postal codes, zip codes
mayor: mayor, lord mayor
twin_city: twin cities, sister cities, twin towns, twin city
kingdom: kingdom, regnum
phylum: phylum, division, divisio
class: class, classis
order: order, ordo
family: family, familia
genus: genus
species: species
binomial_name: binomial name, binomial, trinomial name
binomial_authority: binomial authority, binomial name - authority
conservation_status: conservation status, status
atomic_number: atomic number, number
atomic_mass: atomic mass, standard atomic weight
symbol: symbol
melting_point: melting point, melting point k
boiling_point: boiling point, boiling point k
chemical_formula: molecular formula, chemical formula, formula
cas_number: cas number, cas registry number, casno
chemical_series: chemical series, series comment, element category
appearance: appearance
discovered_by: discovered by, discoverer, discovery and first isolation, discovered, first isolation by
discovery_date: discovery date, date discovered, discovery, year discovered, discovered date
named_after: named after, namedafter, named for, namesake, eponym
orbital_period: orbital period, sidereal period, revolution period
radius: mean radius, radius, equatorial radius
mass: mass
author: author, authors, writer, writers, written by, novel by
director: director, directors, directed by
producer: producer, producers, produced by
screenwriter: screenplay, screenplay by, screenwriter, teleplay by
composer: composer, music, music by, composers, theme music composer
lyricist: lyrics, lyrics by, lyricist
performer: artist, song by, single by, album by, studio album by, live album by, compilation album by, soundtrack
    album by, greatest hits album by, ep by, performer, performed by, artists, recorded by
starring: starring, stars, cast
creator: creator, creators, created by, developed by
publisher: publisher, publishers, published by
publication_date: publication date, pub date, published, first published, publication
release_date: released, release date, release dates, first released, original release
recorded_date: recorded, date recorded
original_language: original language, language, original languages, film language
runtime: running time, runtime, length of film, duration, episode length
album: from album, album, from the album
follows: prev, preceded by work, prev title, last single, previous
followed_by: next, followed by, next title, next single
based_on: based on
series: series
founded_by: founder, founders, founded by
founding_date: founded, foundation, formed, date founded, year founded, founding date, inception, settled, founded
    date
headquarters: headquarters, hq location, headquarter, hq, seat of government, hq location city
industry: industry
product: products, product
parent_organization: parent, parent company, parent organization
subsidiary: subsidiaries
employees: employees, number of employees, num employees
members: number of members
architect: architect, architects
architectural_style: architectural style, architecture style, architectural styles
opening_date: opened, opening date, date opened, inaugurated, inauguration date, opening
owner: owner, owners
height: height, roof height, structural height
inventor: inventor, invented by
manufacturer: manufacturer, manufacturers
material: material, materials
location: location, located in, place, locale, venue
event_date: date
start_date: start date, date start, began
end_date: end date, date end, ended
participant: combatants, belligerents, participants, combatant, belligerent
commander: commanders, commander
result: result, outcome
deaths: fatalities, deaths, total deaths
cause: cause, causes
language_family: language family, genetic classification, family name, fam1
speakers: total speakers, speakers, native speakers
spoken_in: spoken in, states, official language of, region spoken, nation spoken
writing_system: writing system, script
lies_on: lies on, on river
part_of: part of, partof
full_name: full name, conventional long name, fullname, official name, long name, native name lang
short_name: also known as, alias, nickname, nicknames, other names, other name, pseudonym, nick name, aliases, former
    name, former names
reign_start: reign start
opponent: opponent, opponents, rival, rivals
unit_of: unit of
"""

RELATION: Final[dict[str, str]] = {}
"""The relation of each known key."""
for _row in _TABLE.replace("\n    ", " ").strip().split("\n"):
    _name, _, _keys = _row.partition(":")
    if _keys:
        for _key in _keys.split(","):
            RELATION[_key.strip().replace("_", " ")] = _name.strip()

_DROPPED = re.compile(
    r"(?:image|img|photo|picture|caption|alt|map|logo|flag|symbol type|seal|coat|shield|width|size|"
    r"upright|align|style|colou?r|bg|background|"
    r"header|footer|footnotes?|ref|refs|note|notes|website|url|web site|official website|homepage|"
    r"signature|native name lang|"
    r"lat[dms]?|long?[dms]?|lat .*|long? .*|latitude.*|longitude.*|latd|longd|coor.*|coordinates? .*|"
    r"coord.*|embed|module|child|"
    r"title|name|box .*|data\d*|label\d*|show .*|nocat|url\d*|pushpin.*|dot .*|image .*|.* (?:image|"
    r"caption|map|size|alt|width|ref|footnotes?|"
    r"note|notes|url|title|type|link|format|rank|year|label|color|colour|style|pref|auto|header)|"
    r".*imagesize|imdb.*|isbn|oclc|"
    r"issn.*|dewey|congress|amg id|.*\bid|children in|sos children.*|this is .*|this article.*|list of .*|see also|"
    r"iso|iso .*|ons code|os grid.*|gr|mesh.*|omim|icd.*|diseasesdb|medlineplus|emedicine.*|msds|"
    r"rtecs.*|r/s .*|unit pref|"
    r"flag of.*|.* of the|vital article|script name.*|languages? type|blank.*|native lang.*|"
    r"translit.*|.* of excess.*|"
    r"and .*|independence - water|independence - .*%.*|capital - coordinates|centuries|decades|"
    r"millennium|or .*|\^.*|\W*|\d.*|of .*|expectancy.*|sortkey|singles from.*|established.*|.*caption|.*link|"
    r".*where|.* change|glotto.*|.*code|.* (?:us|km|sq mi|sqmi|ft|mi|m|ew|ns|dm|dms)|imagecaption|"
    r".*elev|.*area|states of matter|engine version|free|use|years?|months?|misc)"
)
UNITS: Final[dict[str, str]] = {
    "area total km": " km²",
    "area km": " km²",
    "population density km": "/km²",
    "density km": "/km²",
    "elevation m": " m",
    "height m": " m",
    "length km": " km",
}
"""Units that a key of a template states for its bare number (`area_km2`, whose 2 is cut off as a count)."""
_ONLY: Final[dict[str, tuple[Stratum, ...]]] = {
    **dict.fromkeys(
        [
            "occupation",
            "child",
            "employer",
            "field",
            "award",
            "religion",
            "party",
            "military_branch",
            "predecessor",
            "successor",
            "movement",
            "instrument",
            "spouse",
            "nationality",
        ],
        ("person",),
    ),
    **dict.fromkeys(
        [
            "phylum",
            "class",
            "order",
            "family",
            "genus",
            "species",
            "kingdom",
            "conservation_status",
            "binomial_name",
            "binomial_authority",
        ],
        ("organism",),
    ),
    **dict.fromkeys(
        (
            "government",
            "official_language",
            "largest_city",
            "independence_date",
            "demonym",
        ),
        ("location",),
    ),
    **dict.fromkeys(
        (
            "original_language",
            "album",
            "follows",
            "followed_by",
            "performer",
            "runtime",
        ),
        ("artifact",),
    ),
    "instrument": ("person", ""),
    "genre": ("person", "artifact", ""),
}
"""The strata for which a key means the relation: `Class` of a ship is another class."""
_NEVER: Final[dict[str, tuple[Stratum, ...]]] = dict.fromkeys(
    (
        "currency",
        "appearance",
        "length",
        "location",
        "product",
        "publisher",
        "mass",
        "height",
    ),
    ("person",),
)
_KEY = re.compile(r"[^\W\d_][^\W_]*(?:(?: - |[ /'’.&-]{1,2})[^\W_]+)*\.?")
"""What looks like a key: words, at most a dash between two."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"\s*\([^()]*\)?|[:*†‡^•]+|(?:(?<=[A-Za-z_ ])\d+\s*)+$")


@lru_cache(65_536)
def tidy_key(key: str) -> str:
    """A key as it is compared: `Leader_name1` → leader name, `Genre(s):` → genre."""
    words = _CAMEL.sub(" ", _BRACKETS.sub("", key.replace("_", " ")))
    return " ".join(words.lower().split()).strip(" -–")


@lru_cache(65_536)
def relation(key: str, stratum: Stratum = "") -> str:
    """What an infobox key means: a relation, `other:<key>`, or nothing for rows that say nothing of the subject."""
    tidy = tidy_key(key)
    known = RELATION.get(tidy, "")
    if known and stratum in _ONLY.get(known, (stratum,)) and stratum not in _NEVER.get(known, ()):
        return known
    if len(tidy) > 32 or len(tidy.split()) > 5 or not _KEY.fullmatch(tidy) or _DROPPED.fullmatch(tidy):
        return ""
    return f"other:{tidy}"


@lru_cache(65_536)
def foreign(key: str) -> str:
    """`other:<key>` for a row of another language's infobox; nothing for layout, whose keys are English everywhere."""
    tidy = tidy_key(key)
    shown = tidy and len(tidy) <= 40 and _KEY.fullmatch(tidy) and not _DROPPED.fullmatch(tidy)
    return f"other:{tidy}" if shown else ""
