"""Relations: the closed list of what can be known of a page, shared by what finds facts and what words them.

    Albert Einstein · birth_place · "Ulm" (→ page Ulm)      Lesotho · capital · "Maseru"

A relation is read from the subject to its value: `author` of a book is a person. `one` says that a subject has at most
one true value (a second fact of that relation is another wording of the same, or an error). `kind` is what the value
is: `person`, `place`, `thing` (any page-like entity), `date` (a year at least), `number` (a measure), `code` or `text`.
An infobox key that no rule knows becomes the relation `other:<key>`, so nothing read is lost and a wiki in any language
has relations.
"""

from typing import Literal, NamedTuple

Kind = Literal["person", "place", "thing", "date", "number", "code", "text"]
Stratum = Literal["person", "building", "location", "organism", "artifact", ""]
"""The five classes seeds are drawn from (OpenSearch-VL); `artifact` includes works such as songs and books; `` is the
rest: ideas, events, organisations, substances, and pages of which no class is known."""


class Relation(NamedTuple):
    """One row of the list."""

    name: str
    kind: Kind
    one: bool


_TABLE = """
birth_date date one | birth_place place one | birth_name text one | death_date date one | death_place place one
birth_country place one | death_country place one | parent person many | influenced person many
death_cause text one | burial_place place one | nationality text many | occupation text many
spouse person many | father person one | mother person one | child person many | sibling person many
relative person many | alma_mater thing many | teacher person many | student person many | employer thing many
field thing many | known_for thing many | award thing many | religion thing many | party thing many
military_branch thing many | reign_start date one | reign_end date one | predecessor person many
successor person many | office text many | influenced_by person many | movement thing many
instrument thing many | genre thing many | label thing many | capital place one | largest_city place one
official_language thing many | currency thing many | government text one | head_of_state person one
head_of_government person one | anthem text one | motto text one | demonym text one | independence_date date one
independence_from place many | population number one | area number one | density number one
calling_code code one | internet_domain code one | time_zone code many | driving_side text one
continent place many | country place many | region place many | located_in place many | borders place many
highest_point place one | elevation number one | length number one | depth number one | river place many
mouth place one | headwaters place one | coordinates text one | postal_code code one | mayor person one
twin_city place many | kingdom thing one | phylum thing one | class thing one | order thing one
family thing one | genus thing one | species thing one | binomial_name text one | binomial_authority person many
conservation_status text one | found_in place many | symbol code one | atomic_number number one
atomic_mass number one | melting_point number one | boiling_point number one | chemical_formula code one
cas_number code one | chemical_series thing one | appearance text one | discovered_by person many
discovery_date date one | named_after thing many | orbits thing one | moon thing many
orbital_period number one | radius number one | mass number one | author person many | director person many
producer person many | screenwriter person many | composer person many | lyricist person many
performer person many | starring person many | creator person many | publisher thing many
publication_date date one | release_date date one | recorded_date date one | original_language thing many
runtime text one | album thing one | follows thing one | followed_by thing one | based_on thing many
series thing one | character text many | founded_by person many | founding_date date one
headquarters place many | industry thing many | product thing many | parent_organization thing one
subsidiary thing many | employees number one | members number one | architect person many
architectural_style thing many | opening_date date one | owner thing many | height number one
inventor person many | invention_date date one | manufacturer thing many | material thing many
start_date date one | end_date date one | event_date date one | location place many | participant thing many
commander person many | result text one | deaths number one | cause thing many | language_family thing many
speakers number one | spoken_in place many | writing_system thing many | member_of thing many
part_of thing many | contains thing many | lies_on thing many | unit_of thing many | subject thing many
used_for thing many | opponent thing many | full_name text one | short_name text many
""".replace("\n", "|")

BACK = "^"
"""Before a link's relation: the fact stands on the page linked *to* and points back, `Germany ^birth_place Bach`."""
RELATIONS: dict[str, Relation] = {
    name: Relation(name, kind, one == "one")  # type: ignore[arg-type]
    for name, kind, one in (row.split() for row in _TABLE.split("|") if row.strip())
}
