"""Words of a sentence that announce a fact of its subject; long because it is a table.

    "… film directed by |Jan Svěrák" → directed by · director · names · of works

A cue counts only in a sentence about the page's subject, and only where nothing between subject and cue could turn the
sense (`who`, `not`, a quotation): `facts_text` sees to that. Columns: relation, how the value is read, of what,
words of which one must be there, cue.
How: names, name, places (a place and what it lies in), list (places), date, links (any linked words), school, award,
taxon, number. Of what: strata, or `work` and `event` as named in `OF`; `*` is anything. `!` before the cue: directly
after the subject, or after its noun.
"""

import re
from typing import Final, NamedTuple


class Cue(NamedTuple):
    """One row of the table."""

    relation: str
    how: str
    of: frozenset[str]
    words: tuple[str, ...]
    """One of these must be in the sentence: looking for a word is twenty times faster than for a pattern."""
    direct: bool
    """Nothing but an auxiliary may stand between subject and cue."""
    pattern: re.Pattern[str]


_TABLE = r"""
director | names | work | directed | (?:co-)?directed(?: and (?:co-)?(?:written|produced|edited))? by
screenwriter | names | film | written,screenplay | (?:co-)?written(?: and (?:co-)?(?:directed|produced))? by
author | names | writing | by | (?:co-)?written(?: and illustrated)? by
producer | names | work | produced | (?:co-)?produced(?: and (?:directed|written))? by
director | names | film | directed | (?:co-)?(?:written|produced)(?:,(?: written| produced)?,?)? and directed by
composer | names | film,game | by | (?:music|score|soundtrack|film score|songs)(?: (?:is|was|
    were))?(?: composed)? by
composer | names | music | composed | (?:co-)?composed (?:and \w+ )?by
author | names | music | written | (?:co-)?written (?:and \w+ )?by
starring | names | work | star | (?:starring|starred|stars)
screenwriter | names | work | written,screenplay | screenplay (?:was )?(?:written )?by
performer | names | music | by | (?:performed|recorded|sung) by
performer | names | music | by | !by
author | names | writing | by | !by
creator | names | work | by | created by
publisher | names | writing | published by | published by
based_on | title | work | based | based (?:up)?on (?:the|his|her|a) (?:[\w' -]{0,40}?)?(?:novel|book|play|
    memoir|novella|short story|story|comic book|comic|manga|poem|game|musical)(?: of the same name)?(?: series)?,?
author | names | artifact | by | !(?:novel|play|poem|book|short story|novella|essay|poetry collection|
    treatise|biography|memoir) (?:written )?by
album | title | music | album | from (?:their|his|her|the)(?: [\w-]+){0,6} album,?
release_date | date | work | released | (?:was |were )?(?:first |originally |theatrically |
    officially )?released(?: (?:theatrically|worldwide|in theaters|as a single|in the \w+ \w+|on \w+|
    in \w+))? (?:on|in)
publication_date | date | writing | published | (?:first |originally )?published (?:\w+ )?(?:on|in)
recorded_date | date | music | recorded | recorded (?:on|in)
follows | title | work | sequel | (?:a|the|direct) (?:direct )?sequel to
creator | names | artifact | by | designed by
creator | names | made | by | developed by
architect | names | building | designed | designed by(?: the)?(?: architects?)?
inventor | names | artifact, | invented | invented by
manufacturer | names | made | by | (?:manufactured|built|produced) by
founded_by | names | founded | founded | (?:co-)?founded (?:(?:in|on) [\w, ]{4,18} )?by
founding_date | date | founded | founded,established,incorporated,formed | !(?:was |were )?(?:founded|
    established|incorporated|formed)(?: by [\w. ]{3,40}?)? (?:on|in)
opening_date | date | building | opened,inaugurated | !(?:was )?(?:officially )?(?:opened|
    inaugurated)(?: to the public)? (?:on|in)
discovered_by | names | *- | discovered | (?:first )?discovered (?:(?:in|on) [\w, ]{4,18} )?by
discovery_date | date | *- | discovered | (?:was |were )?(?:first )?discovered (?:by [\w. ]{3,40}? )?(?:on|in)
named_after | names | *- | named | (?:was |is )?(?:also )?named (?:after|for|in hono(?:u)?r of)(?: the)?
orbits | name | * | orbit,moon,satellite | (?:orbits|orbiting|moon of|natural satellite of|
    satellite of)(?: the (?:planet|dwarf planet))?
borders | list | location | border,bounded,surrounded | (?:(?:bordered|bounded)(?: \w+|
     (?:to|on|in) (?:the|its) [\w-]+(?: and [\w-]+)?)? by|bordering|borders|
    share[sd]? (?:\w+ )*borders? with|surrounded(?: on \w+ sides)? by)
independence_from | name | location | independence | (?:gained|declared|achieved|won|obtained|
    attained)(?: its)?(?: full| formal| complete)? independence from
independence_date | date | location | independen | (?:gained|achieved|won|obtained|attained|
    became)(?: its)?(?: full| formal| fully)? independen(?:ce|
    t)(?: from (?:the )?[A-Z]\w+(?: [A-Z]\w+)?)?,? (?:on|in)
located_in | places | settled | in,of,within | (?:located|situated|lies|lying|found)(?: (?:mostly|mainly|
    entirely|primarily|just|partly|centrally|\w+ly))? (?:with)?in
located_in | places | settled | in,of,within | !(?:with)?in
located_in | places | location,building | in,of,within | !(?:capital|capital city|largest city|
    second[- ]largest city|most populous city|county seat|administrative cent(?:er|re)|capital and largest city|
    capital and most populous city|largest town|suburb|neighbou?rhood|district|borough|municipality|province|
    region|state|city|town|village) (?:of|in)
lies_on | name | settled | on | (?:located|situated|lies|lying|sits|stands|
    standing)(?: \w+)? on the(?: \w+)? (?:banks?|shores?) of(?: the)?
lies_on | name | settled | on | (?:located|situated|lies|lying|sits|stands|standing) on the (?=River|[A-Z]\w+ River)
part_of | name | *- | part of,house of,chambers of | !(?:part|constituent part|(?:lower|upper) (?:house|
    chamber)|two (?:chambers|houses)) of(?: the)?
part_of | links | location | part of | (?<=, )part of(?: the)?
member_of | names | * | member | !(?:founding |founder |full |associate |charter |original |current |
    former )?member(?: state)? of(?: both)?(?: the)?
member_of | names | * | member | (?:is|was) (?:also )?(?:a|one of the) (?:founding|original|
    charter)(?: and core)? members? of(?: the)?
subject | links | none | study,science | !(?:scientific )?(?:study|science) of(?: the)?
continent | continent | location | in | !(?:country|nation|state|republic|kingdom|island nation|
    sovereign state|landlocked country|land-locked country) (?:located |situated )?in
mouth | name | location | into,tributary | (?:flows|empties|drains|discharges|flowing|emptying)(?: \w+)? into
mouth | name | location | into,tributary | !(?:\w+ )?tributary of
headwaters | name | location | rises,originates,begins,source | !(?:rises|originates|begins|
    has its source)(?: \w+)? (?:in|at|from|on)
headquarters | places | group | based,headquarter | (?:headquartered|based|has its headquarters|
    with headquarters) in
parent_organization | name | group | subsidiary,division,imprint,unit | (?:subsidiary|division|imprint|unit) of
owner | names | building,group,made | owned | (?:owned(?: and operated)?|operated and owned) by
language_family | taxon | tongue | language | (?:a|an|the) ([A-Z][\w-]+(?: [A-Z][\w-]+)?) language
spoken_in | list | tongue | official | !(?:an |the )?(?:sole |only )?(?:official|co-official|
    national) language (?:of|in)
spoken_in | list | tongue | spoken,used | (?:spoken|used)(?: \w+)? (?:in|throughout)
found_in | list | organism | native,endemic,indigenous,found,occurs,live,inhabit,distributed | (?:native to|
    endemic to|indigenous to|found (?:\w+ )?in|occurs in|live[sd]? in|inhabits?|distributed in)
family | taxon | organism | family | (?:in|of|to|from)(?: the)?(?: [a-z]+)? family,?
genus | taxon | organism | genus | (?:in|of|to|from)(?: the)?(?: [a-z]+)? genus,?
order | taxon | organism | order | (?:in|of|to)(?: the) order,?
class | taxon | organism | class | (?:in|of|to)(?: the) class,?
atomic_number | number | * | atomic number | (?:(?:which |that )?(?:has|
    with) the(?: chemical)? symbol [A-Z][a-z]? and (?:the |has )?)?atomic number(?: of)?
symbol | code | * | symbol | (?:which |that )?(?:has|with) the(?: chemical)? symbol
elevation | number | location | elevation,rises,altitude | (?:with an elevation of|at an elevation of|
    elevation of|rises to|altitude of)
material | links | *- | made,composed,consists | !(?:made|made up|made mainly|composed|consists|
    made primarily)(?: \w+)? (?:of|from)
unit_of | links | unit | unit,measure | !(?:unit|unit of measurement|measure|base unit|derived unit) (?:of|for)
spouse | names | person | married,wed,wife,husband,widow,spouse | !(?:married|wed|is married to|
    was married to|(?:the )?(?:\w+ )?(?:wife|husband|widow|spouse) (?:of|to))
parent | kin | person | of | (?:son|daughter|child) of
sibling | kin | person | brother,sister,twin | (?:brother|sister|half-brother|half-sister|twin) (?:of|to)
child | kin | person | father,mother | (?:father|mother) of
predecessor | name | person | succeeded | !(?:succeeded|who succeeded)(?: (?:his|her) (?:[a-z-]+ ){1,3})?
successor | name | person | succeeded | (?:was |is )?succeeded (?:by|as \w+ by)(?: (?:his|her) (?:[a-z-]+ ){1,3},?)?
alma_mater | school | person | studied,educated,graduated,attended,alumn,degree | (?:studied(?: [\w ,]{2,40}?)? (?:at|
    under the faculty of)|educated at|graduated (?:\w+ )?(?:\w+ )?from|attended|alumn(?:us|a) of|
    degree (?:in [\w ]+ )?(?:from|at))
award | award | person | won,receive,award,recipient,winner,winning | (?:won|received|awarded|awarded with|
    recipient of|winner of|winning)(?: (?:an?|the|his|her))?(?: \d{4})?
burial_place | name | person | buried,interred,entombed | !(?:was |is )?(?:buried|interred|
    entombed)(?: \w+)? (?:in|at)
event_date | date | event | on,in | (?:fought|took place|held|occurred|began|happened|signed)(?: \w+)? (?:on|in)
location | places | event | in,at,near | (?:took place|held|occurred|fought)(?: \w+)? (?:in|at|near)
participant | names | event | fought | (?:fought )between
"""

_GROUPS = """
film: film, movie, featurette, series, sitcom, episode, miniseries, telenovela, television show, show, soap opera,
    documentary, cartoon, serial
writing: novel, book, play, poem, story, novella, essay, comic, manga, treatise, autobiography, memoir, biography,
    anthology, trilogy, collection, journal, magazine, newspaper, encyclopedia, dictionary, musical, opera,
    pamphlet, textbook, strip, text
music: song, single, album, soundtrack, symphony, concerto, hymn, anthem, ballad, mixtape, play, sonata, opera,
    composition, piece, cantata, musical, aria, suite, ep
made: software, game, console, computer, car, automobile, aircraft, airliner, ship, language, system, engine, rifle,
    pistol, missile, tank, motorcycle, locomotive, submarine, helicopter, rocket, spacecraft, fighter, bomber,
    browser, company, airline, toy, machine, device
group: company, corporation, organization, organisation, bank, airline, band, label, team, club, manufacturer,
    publisher, agency, network, charity, university, newspaper, magazine, studio, firm, retailer, institute,
    foundation, party, league, association, brand, channel, station, imprint, conglomerate, group
tongue: language, dialect
event: battle, war, conflict, siege, event, competition, championship, tournament, election, massacre, festival,
    revolution, rebellion, treaty, race, match, campaign, season, revolt, uprising, mission, operation, conference,
    convention, festival, cup
unit: unit, measure
"""
OF: Final[dict[str, frozenset[str]]] = {
    name: frozenset(words.split(", "))
    for name, words in (row.split(": ") for row in _GROUPS.replace("\n    ", " ").strip().split("\n"))
}
"""The last words of types that a group of cues is for."""
OF_WORK: Final = OF["film"] | OF["writing"] | OF["music"] | {"game", "program", "programme", "drama", "comedy"}

CUES: Final[list[Cue]] = []
for _row in _TABLE.strip().replace("\n    ", "").split("\n"):
    _relation, _how, _of, _words, _cue = (part.strip() for part in _row.split(" | ", 4))
    _pattern = re.compile(rf"(?<![\w-])(?:{_cue.lstrip('!')})(?![\w-])")
    CUES.append(
        Cue(_relation, _how, frozenset(_of.split(",")), tuple(_words.split(",")), _cue.startswith("!"), _pattern)
    )
