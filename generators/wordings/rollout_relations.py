"""Relations as an agent types them into a search box, and as lists to look for on a page.

label("internet_domain") → "Internet domain"      LISTS["borders"] → "which countries border {s}"
typed("birth_date", "1632") → "born 1632"         stepped("borders", "Iran", "country", "countries") → "countries …"
"""

_LABELS = {
    "birth_date": "date of birth", "death_date": "date of death", "birth_place": "birthplace",
    "death_place": "place of death", "birth_country": "birthplace", "death_country": "place of death",
    "internet_domain": "Internet domain", "calling_code": "calling code", "independence_date":
    "date of independence", "independence_from": "independence from", "publication_date": "publication date",
    "release_date": "release date", "recorded_date": "recording date", "founding_date": "founding date",
    "discovery_date": "year of discovery", "opening_date": "opening date", "start_date": "start date",
    "end_date": "end date", "event_date": "date", "area": "total area", "region": "region", "country": "country",
    "followed_by": "next release", "follows": "previous release", "lies_on": "waters it lies on",
    "influenced_by": "influences", "influenced": "influenced", "spoken_in": "where it is spoken",
    "official_language": "official languages", "borders": "borders", "located_in": "location",
    "named_after": "namesake", "alma_mater": "education", "government": "form of government",
    "author": "author", "language_family": "family of languages", "writing_system": "writing system",
    "birth_name": "birth name", "reign_start": "start of the reign", "reign_end": "end of the reign",
    "mouth": "mouth of the river", "headwaters": "source of the river", "twin_city": "twin city",
    "burial_place": "burial place", "conservation_status": "conservation status", "cas_number": "CAS number",
    "chemical_formula": "chemical formula", "binomial_name": "binomial name",
}  # fmt: skip

_CUES = {
    "birth_date": "birth born", "birth_place": "birth born", "birth_country": "birth born",
    "death_date": "death died", "death_place": "death died", "death_country": "death died",
    "influenced": "influenced influence", "influenced_by": "influences influenced influence",
    "borders": "border borders bordering bordered bounded land neighbour neighbours neighbor neighbors shares lies",
    "official_language": "official language languages", "spoken_in": "spoken official speak speakers language",
    "independence_date": "independence independent", "independence_from": "independence independent",
    "follows": "previous preceded follows followed after", "followed_by": "next followed succeeded before",
    "predecessor": "predecessor preceded succeeded", "successor": "successor succeeded followed",
    "author": "author written wrote writer by", "producer": "producer produced", "album": "album single from",
    "release_date": "released release", "recorded_date": "recorded", "publication_date": "published publication",
    "founding_date": "founded established", "internet_domain": "internet tld domain", "calling_code": "calling code",
    "capital": "capital", "largest_city": "largest city", "currency": "currency", "father": "father son",
    "mother": "mother son daughter", "language_family": "family classification branch",
    "writing_system": "writing alphabet script", "genre": "genre", "label": "label records", "anthem": "anthem",
    "motto": "motto", "government": "government", "area": "area", "elevation": "elevation above high",
}  # fmt: skip
"""Words of which a sentence that states a relation has one."""
_INVERSE = {"influenced": "influenced_by", "follows": "followed_by", "predecessor": "successor", "parent": "child"}
_INVERSE |= {after: before for before, after in _INVERSE.items()}


def cues(relation: str, inverse: bool = False) -> frozenset[str]:
    """Words of which a sentence that states a relation has one, seen from its other end if `inverse`; none: any may."""
    plain = relation.removeprefix("^")
    plain = _INVERSE.get(plain, plain) if inverse else plain
    return frozenset(_CUES.get(plain, "").split())


LISTS = {
    "borders": "which countries border {s}",
    "^borders": "which countries border {s}",
    "official_language": "the official languages of {s}",
    "^official_language": "{nouns} where {s} is an official language",
    "spoken_in": "the countries where {s} is spoken",
    "influenced": "whom {s} influenced",
    "^influenced_by": "whom {s} influenced",
    "influenced_by": "who influenced {s}",
    "^influenced": "who influenced {s}",
    "^birth_country": "{nouns} who were born in {s}",
    "^birth_place": "{nouns} who were born in {s}",
    "^death_place": "{nouns} who died in {s}",
    "^death_country": "{nouns} who died in {s}",
    "^independence_from": "{nouns} that became independent from {s}",
    "independence_from": "from whom {s} became independent",
    "^album": "the songs on {s}",
    "album": "the album on which {s} appeared",
    "followed_by": "what came directly after {s}",
    "follows": "what came directly before {s}",
    "predecessor": "the predecessor of {s}",
    "successor": "the successor of {s}",
    "^follows": "what came directly after {s}",
    "^followed_by": "what came directly before {s}",
    "^author": "{nouns} written by {s}",
    "^director": "{nouns} directed by {s}",
    "^country": "{nouns} in {s}",
    "^located_in": "{nouns} in {s}",
    "^region": "{nouns} in {s}",
    "^continent": "{nouns} in {s}",
}
"""What to look for where a step may lead to several pages; others are asked for as the thing itself."""

_ASKED = {
    "internet_domain": "the Internet top-level domain of {s}",
    "followed_by": "what came directly after {s}",
    "follows": "what came directly before {s}",
    "lies_on": "what waters {s} lies on",
    "independence_from": "from whom {s} became independent",
    "independence_date": "when {s} became independent",
    "region": "the region {s} lies in",
    "country": "the country {s} lies in",
    "continent": "the continent {s} lies on",
    "birth_date": "when {s} was born",
    "death_date": "when {s} died",
    "birth_place": "where {s} was born",
    "death_place": "where {s} died",
    "release_date": "when {s} was released",
    "recorded_date": "when {s} was recorded",
    "publication_date": "when {s} was first published",
    "founding_date": "when {s} was founded",
    "discovery_date": "when {s} was discovered",
    "opening_date": "when {s} was opened",
    "start_date": "when {s} began",
    "end_date": "when {s} ended",
    "event_date": "when {s} took place",
    "author": "who wrote {s}",
    "director": "who directed {s}",
    "producer": "who produced {s}",
    "official_language": "the official language of {s}",
    "spoken_in": "where {s} is spoken",
    "influenced_by": "who influenced {s}",
    "birth_country": "the country where {s} was born",
    "death_country": "the country where {s} died",
    "borders": "which countries border {s}",
    "nationality": "where {s} was from",
    "located_in": "where {s} is",
    "location": "where {s} is",
    "mouth": "where {s} ends",
    "headwaters": "where {s} rises",
    "named_after": "after whom or what {s} is named",
    "alma_mater": "where {s} studied",
    "birth_name": "the birth name of {s}",
}


_TYPED = {
    "birth_date": "born {v}",
    "birth_place": "born in {v}",
    "birth_country": "born in {v}",
    "death_date": "died {v}",
    "death_place": "died in {v}",
    "death_country": "died in {v}",
    "producer": "produced by {v}",
    "author": "written by {v}",
    "director": "directed by {v}",
    "label": "released by {v}",
    "release_date": "released {v}",
    "recorded_date": "recorded {v}",
    "publication_date": "published {v}",
    "founding_date": "founded {v}",
    "independence_date": "independent {v}",
    "independence_from": "independent from {v}",
    "official_language": "official language {v}",
    "spoken_in": "spoken in {v}",
    "writing_system": "written in {v}",
    "lies_on": "on the {v}",
    "borders": "bordering {v}",
    "continent": "in {v}",
    "region": "in {v}",
    "country": "in {v}",
    "located_in": "in {v}",
    "influenced_by": "influenced by {v}",
    "influenced": "who influenced {v}",
    "internet_domain": "domain {v}",
    "genre": "{v}",
    "motto": "motto {v}",
}
_STEPS = {
    "borders": "{nouns} bordering {s}",
    "^borders": "{nouns} bordering {s}",
    "influenced": "{noun} influenced by {s}",
    "^influenced_by": "{noun} influenced by {s}",
    "influenced_by": "{noun} who influenced {s}",
    "^influenced": "{noun} who influenced {s}",
    "official_language": "official languages of {s}",
    "^official_language": "{nouns} with official language {s}",
    "spoken_in": "{nouns} where {s} is spoken",
    "successor": "{s} successor",
    "^predecessor": "{s} successor",
    "predecessor": "{s} predecessor",
    "^successor": "{s} predecessor",
    "followed_by": "{noun} after {s}",
    "^follows": "{noun} after {s}",
    "follows": "{noun} before {s}",
    "^followed_by": "{noun} before {s}",
    "birth_place": "where was {s} born",
    "birth_country": "where was {s} born",
    "death_place": "where did {s} die",
    "death_country": "where did {s} die",
    "^birth_place": "{noun} born in {s}",
    "^birth_country": "{noun} born in {s}",
    "^death_place": "{noun} who died in {s}",
    "^death_country": "{noun} who died in {s}",
    "album": "{s} album",
    "^album": "songs on {s}",
    "capital": "capital of {s}",
    "largest_city": "largest city in {s}",
    "country": "{s} country",
    "located_in": "where is {s}",
}


def typed(relation: str, value: str) -> str:
    """A clue as it is typed into a search box: `born 1632`, `calling code +43`."""
    plain = relation.removeprefix("^")
    if plain == "lies_on" and value.startswith("the "):
        value = value.removeprefix("the ")
    return _TYPED.get(plain, f"{label(plain)} {{v}}").replace("{v}", value)


def stepped(relation: str, here: str, noun: str, nouns: str) -> str:
    """A step as it is typed into a search box: `countries bordering Slovenia`; empty where only its label serves."""
    return _STEPS.get(relation, "").replace("{s}", here).replace("{nouns}", nouns).replace("{noun}", noun)


def asked_for(relation: str, name: str) -> str:
    """What is asked of a page as a phrase: `the capital of Jordan`, `when Moshoeshoe I died`."""
    return _ASKED.get(relation, f"the {label(relation)} of {{s}}").replace("{s}", name)


def label(relation: str) -> str:
    """The words for a relation in a query."""
    plain = relation.removeprefix("^").removeprefix("other:")
    return _LABELS.get(plain, plain.replace("_", " "))
