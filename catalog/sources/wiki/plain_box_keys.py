"""Keys of infobox rows as pages print them, to part key from value where only a space stands between them.

"Central bank European Central Bank" → key "Central bank", value "European Central Bank"

Long because it is a data table. Gathered from English Wikipedia's infoboxes for countries, places, people, species,
elements, compounds, planets, currencies, languages, companies, works and events; small letters, without colons.
"""

_TABLE = """
motto | royal motto | anthem | royal anthem | national anthem | capital | largest city | capital and largest city
official language | official languages | official language(s) | national language | national languages
recognised regional languages | recognized regional languages | languages | government | head of state | demonym
independence | area | land area | total area | population | gdp (ppp) | gdp (nominal) | gdp | hdi | currency
currencies | time zone | time zones | internet tld | calling code | calling codes | accession to eu | eu accession
formation | foundation | establishment | unification | consolidation | sovereignty | constitution | union
patron saint | ethnic groups | gini | drives on the | legislature | membership | headquarters | secretariat | country
state | province | region | district | county | counties | department | département | région | canton
sovereign state | constituent country | administrative region | administrative division | municipality | island
coordinates | elevation | mayor | mayor-president | governor | lord mayor | lord provost | leader | leadership
executive | mp | mps | msps | governing party | governing parties | population density | density | established
founded | settled | incorporated | incorporation | charter | postal code | postal codes | postcode | zip code
zip codes | area code | area codes | dialing code | dialling code | vehicle registration | licence plate code
license plate | gentilic | patron | website | official website | web site | homepage | ethnicity | status | admin hq
admin. hq | iso 3166-2 | ons code | nuts 3 | ceremonial county | former county | os grid reference | council area
lieutenancy area | police force | fire service | ambulance service | post town | postal district | uk parliament
scottish parliament | european parliament | nickname | nickname(s) | nicknames | motto(s) | state capital
highest point | lowest point | location | dimensions | subdivisions | districts | twin towns | sister cities
metro area | urban area | city | abbreviations | admission to union | u.s. senators | senators | latitude | longitude
width | length | insolation | arrondissement | intercommunality | land area¹ | population² | born | died | birth
death | date of birth | place of birth | date of death | place of death | birth name | birthplace | residence
nationality | citizenship | field | fields | institution | institutions | alma mater | doctoral advisor
doctoral students | academic advisor | known for | notable prizes | notable awards | awards | religion | occupation
occupations | occupation(s) | spouse | spouses | spouse(s) | children | parents | partner | political party | party
vice president | vice president(s) | vice presidents | deputy | preceded by | succeeded by | predecessor | successor
in office | incumbent | term of office | signature | allegiance | service | rank | battles/wars | battles | reign
coronation | consort | queen consort | heir apparent | issue | full name | titles | royal house | house | dynasty
father | mother | baptised | baptized | burial | buried | resting place | height | weight | turned pro | retired
plays | career prize money | career record | career titles | highest ranking | genre | genre(s) | genres
literary movement | movement | subjects | notable work(s) | notable works | works | debut work(s) | influences
influenced | main interests | notable ideas | school/tradition | school | era | years active | label | label(s)
labels | origin | members | former members | instrument | instrument(s) | instruments | also known as | aliases
alias | pseudonym | other names | first appearance | created by | voiced by | relatives | friends | rivals | gender
species | kingdom | domain | superphylum | phylum | subphylum | division | superclass | class | subclass | infraclass
superorder | order | suborder | infraorder | parvorder | superfamily | family | subfamily | tribe | subtribe | genus
subgenus | subspecies | group | virus classification | conservation status | binomial name | trinomial name | synonyms
fossil range | type species | diversity | genera | families | orders | suborders | subfamilies | name, symbol, number
chemical series | group, period, block | appearance | atomic mass | electron configuration | electrons per shell
phase | density (near r.t.) | liquid density at m.p. | liquid density at b.p. | melting point | boiling point
critical point | triple point | heat of fusion | heat of vaporization | heat capacity | crystal structure
oxidation states | electronegativity | ionization energies | ionization energy | electron affinity | atomic radius
atomic radius (calc.) | covalent radius | van der waals radius | magnetic ordering | electrical resistivity
thermal conductivity | thermal expansion | speed of sound | speed of sound (thin rod) | young's modulus
shear modulus | bulk modulus | poisson ratio | mohs hardness | vickers hardness | brinell hardness
cas registry number | curie temperature | thermal diffusivity | systematic name | iupac name | molecular formula
chemical formula | molar mass | cas number | solubility in water | density, phase | viscosity | msds | flash point
r/s statement | rtecs number | main hazards | nfpa 704 | iso 4217 code | user(s) | users | inflation | source | method
pegged by | pegged with | erm | since | withdrawn | subunit | symbol | plural | penny | cent | coins | banknotes
freq. used | rarely used | central bank | printer | mint | spoken in | total speakers | ranking | language family
genetic classification | writing system | official language of | regulated by | official status | iso 639-1
iso 639-2 | iso/fdis 639-3 | iso 639-3 | sil | pronunciation | script | type | industry | key people | products
revenue | net income | operating income | employees | slogan | owner | parent | subsidiaries | divisions | traded as
fate | defunct | services | publisher | developer | isin | endowment | president | chancellor | vice-chancellor
provost | principal | rector | dean | faculty | staff | students | undergraduates | postgraduates | campus | colors
colours | mascot | affiliations | affiliation | running time | creator(s) | creator | starring | country of origin
original channel | original run | executive producer(s) | no. of episodes | no. of seasons | directed by | produced by
written by | music by | cinematography | editing by | distributed by | release date(s) | budget | imdb profile
released | recorded | author | illustrator | cover artist | language | language(s) | media type | pages | isbn | date
result | casus belli | combatants | belligerents | commanders | strength | casualties | territorial changes
territory | duration | mouth | basin countries | avg. discharge | basin area | source elevation | mouth elevation
discharge | basin | surface area | max length | max width | average depth | max depth | water volume | shore length
islands | settlements | lake type | primary sources | primary outflows | catchment area | catchment | max-depth
shore length1 | discovered by | discovery date | semi-major axis | orbital circumference | eccentricity | perihelion
aphelion | orbital period | synodic period | avg. orbital speed | max. orbital speed | min. orbital speed
inclination | number of satellites | satellites | equatorial diameter | polar diameter | oblateness | volume | mass
mean density | equatorial gravity | escape velocity | rotation period | rotation velocity | axial tilt | declination
albedo | surface temp | adjective | adjectives | atmospheric pressure | aphelion distance | perihelion distance
equatorial radius | polar radius | sidereal period | surface pressure | composition | carbohydrates | fat | protein
energy | water | alcohol | building | architect | system | opened | closed | structural system | completed
construction | commissioned | built | icd-10 | icd-9 | omim | diseasesdb | medlineplus | emedicine | mesh | formed
dissipated | highest winds | lowest pressure | damage | damages | fatalities | areas affected | magnitude
countries affected | epicenter | nation | sport | governing body | teams | criteria | reference | identification
inscription | session | chairman | chairperson | secretary-general | secretary general | director-general
general secretary | speaker | leader of the house | last election | next election | seats in the municipal council
meeting place | political groups | chambers | texts | founder | adherents | abode | consort(s) | sacred animal | mount
siblings | roman equivalent | city mayor | semi-minor axis | orbital eccentricity | sidereal orbit period
average orbital speed | orbital inclination to ecliptic | longitude of the ascending node | argument of the perihelion
mean radius | equatorial circumference | meridional circumference | monarch | profession | associated acts
pop'n rank | metro pop'n | metro rank | pop'n density | altitude | regional district | members of parliament
members of the legislative assembly | city manager | surface elevation | orbital inclination
sidereal rotation period | average density | periphery | prefecture | metropolitan area | metropolitan population
admin. county | district(s) | official languages of | time period | parent systems | sister systems | child systems
unicode range | iso 15924 | category (purpose) | category (sources) | setting and usage | signed | ratified | capacity
usage | read mechanism | write mechanism | venerated in | feast | canonized | attributes | patronage | major shrine
beatified | historical era | right ascension of north pole | longitude of ascending node | argument of perihelion
"""

KEYS: frozenset[str] = frozenset(key.strip() for key in _TABLE.replace("\n", "|").split("|") if key.strip())
LONGEST = max(len(key.split()) for key in KEYS)

_CHAPTERS = """
administration | administrative divisions | administrative structure | arms | atmosphere | atmospheric characteristics
atomic properties | background information | classification | classifications and external resources | coat of arms
constituent countries | demographics | doubles | eastern philosophy | flag | general | general information | geography
geography and climate | grand slam results | hazards | identifiers | language codes | location | main isotopes
miscellaneous | mythology | name in other languages | nutritional value | orbital characteristics | other information
personal information | physical characteristics | physical properties | politics | position | properties | references
related compounds | scientific classification | seal | see also | selected isotopes | singles | statistics
supplementary data page | western philosophy
"""
CHAPTERS: frozenset[str] = frozenset(key.strip() for key in _CHAPTERS.replace("\n", "|").split("|") if key.strip())
"""Titles inside a box, under which no value of their own stands."""

OFFICERS = (
    "Prime Minister", "Vice President", "Crown Prince", "Governor-General", "Governor General", "Chief Minister",
    "Head of State", "Head of Government", "Chief Executive", "Chief executive", "Lieutenant Governor", "Taoiseach",
    "Federal Chancellor", "Chancellor", "President", "Presidents", "Monarch", "Monarchs", "King", "Queen", "Emperor",
    "Sultan", "Emir", "Prince", "Grand Duke", "Governor", "Premier", "Chairman", "Lord of Mann", "Duke",
    "Lieutenant-Governor", "Captains Regent", "Co-Princes", "Minister of State", "Prefect", "Secretary of State",
    "Tsar", "Head of state", "Prime minister", "First Minister", "Supreme Leader",
    "Leader", "Chief of State", "Chief minister",
    "Head of government", "Commissioner", "Administrator", "Mayor", "High Commissioner", "Bailiff", "Chief of state",
    "Paramount Ruler", "Chairman of Presidency", "High Representative",
)  # fmt: skip
"""Offices as rows under `Government` name them; the holder follows."""
