"""How each relation is asked for, described by and walked along in English; long because it is a table.

    capital 7 4                           asked for with weight 7, described by with weight 4; 0 is never
    ? What {is} the capital of {s}?       asks for the value
    : whose capital {is} {v}              describes {s} by the value, as a relative clause
    > that {is} the capital of {s}        describes the value by {s}
    = the capital of {s} {is} {v}         states both, {s} first
    @ the capital of {s}                  a noun phrase for the value

`{s}` is the page that has the fact, `{v}` the value, `{av}` the value with `a` or `an`. `{is}`, `{has}`, `{does}`,
`{owns}` and `{includes}` take the tense of `{s}`; `{who}` is `who` or `that`, by what the clause hangs on: `{s}` after
`:`, the value after `>`. `:~` are words right after the noun (`in Africa`), `:^` words before it (`German`). A name
ending in `_person` or `_standing` is the wording for persons, or for buildings and places. Figures that change from
year to year (population, heads of state, numbers of staff) have 0 for both: a text of 2007 and one of today differ.
"""

TABLE = """
birth_date 9 4
? In what year was {s} born?
? When was {s} born?
? What is the date of birth of {s}?
: who was born in {v}
birth_place 8 4
? Where was {s} born?
? What is the birthplace of {s}?
: who was born in {v}
> where {s} was born
= {s} was born in {v}
= the birthplace of {s} {is} {v}
@ the birthplace of {s}
birth_country 0 4
: who was born in {v}
> where {s} was born
> in which {s} was born
= {s} was born in {v}
@ the country where {s} was born
birth_name 3 0
? What was the birth name of {s}?
? Under what name was {s} born?
death_date 8 3
? In what year did {s} die?
? When did {s} die?
? What is the date of death of {s}?
: who died in {v}
death_place 7 4
? Where did {s} die?
? In which place did {s} die?
: who died in {v}
> where {s} died
= {s} died in {v}
@ the place where {s} died
death_country 0 4
: who died in {v}
> where {s} died
= {s} died in {v}
@ the country where {s} died
death_cause 4 1
? What did {s} die of?
? What was the cause of death of {s}?
burial_place 5 3
? Where is {s} buried?
? What is the burial place of {s}?
: who is buried in {v}
> where {s} is buried
= {s} is buried in {v}
nationality 2 4
? What {is} the nationality of {s}?
:^ {v}
> that {s} {is} a citizen of
= {s} {is} a citizen of {v}
occupation 0 1
: who worked as {av}
spouse 6 4
? To whom {is} {s} married?
? Who {is} the spouse of {s}?
: who {is} married to {v}
> who {is} married to {s}
= {s} {is} married to {v}
@ the spouse of {s}
father 7 4
? Who was the father of {s}?
? What is the name of the father of {s}?
: whose father was {v}
> who was the father of {s}
= the father of {s} was {v}
@ the father of {s}
mother 7 4
? Who was the mother of {s}?
? What is the name of the mother of {s}?
: whose mother was {v}
> who was the mother of {s}
= the mother of {s} was {v}
@ the mother of {s}
parent 0 3
: who was a child of {v}
> who was a parent of {s}
= {s} was a child of {v}
child 3 3
? Who was the child of {s}?
: who was a parent of {v}
> who was a child of {s}
= {s} was a parent of {v}
sibling 3 3
? Who was the sibling of {s}?
: who was a sibling of {v}
> who was a sibling of {s}
= {s} was a sibling of {v}
relative 0 2
: who was related to {v}
> who was a relative of {s}
= {s} was related to {v}
alma_mater 6 4
? At which institution did {s} study?
? Which institution did {s} attend?
: who studied at {v}
> where {s} studied
= {s} studied at {v}
teacher 5 4
? Who taught {s}?
? Who was the teacher of {s}?
: who was taught by {v}
: who studied under {v}
> who taught {s}
= {s} was taught by {v}
@ the teacher of {s}
student 3 4
? Who was a student of {s}?
: who taught {v}
> who was a student of {s}
= {s} was the teacher of {v}
employer 3 3
? For whom did {s} work?
: who worked for {v}
> that employed {s}
= {s} worked for {v}
field 2 2
? In which field did {s} work?
: who worked in the field of {v}
> in which {s} worked
= {s} worked in {v}
known_for 2 3
? What {is} {s} best known for?
: who {is} known for {v}
> for which {s} {is} known
= {s} {is} known for {v}
award 4 3
? Which award did {s} receive?
: who received {v}
> that {s} received
= {s} received {v}
religion 3 2
? What {is} the religion of {s}?
> that {is} practised in {s}
religion_person 3 2
: who followed {v}
> that {s} followed
= {s} followed {v}
party 4 3
? To which political party did {s} belong?
? Of which political party was {s} a member?
: who belonged to {v}
> to which {s} belonged
= {s} belonged to {v}
military_branch 2 2
? In which military branch did {s} serve?
: who served in {v}
> in which {s} served
= {s} served in {v}
reign_start 6 4
? In what year did the reign of {s} begin?
? When did the reign of {s} begin?
: whose reign began in {v}
reign_end 6 4
? In what year did the reign of {s} end?
? When did the reign of {s} end?
: whose reign ended in {v}
predecessor 5 4
? Who was the predecessor of {s}?
? Whom did {s} succeed?
: who succeeded {v}
> whom {s} succeeded
= {s} succeeded {v}
@ the predecessor of {s}
successor 5 4
? Who was the successor of {s}?
? Who succeeded {s}?
: whose successor was {v}
> who succeeded {s}
= {s} was succeeded by {v}
@ the successor of {s}
office 0 3
: who served as {v}
influenced_by 2 2
? Who influenced {s}?
: {who} was influenced by {v}
> {who} influenced {s}
= {s} was influenced by {v}
influenced 0 3
: {who} influenced {v}
> {whom} {s} influenced
= {s} influenced {v}
movement 3 3
? With which movement {is} {s} associated?
: {who} {is} associated with {v}
> with which {s} {is} associated
= {s} {is} associated with {v}
instrument 4 2
? Which instrument {does} {s} play?
: who played {v}
> that {s} played
= {s} played {v}
genre 2 2
? To which genre {does} {s} belong?
: {who} belongs to the genre of {v}
> to which {s} belongs
= {s} belongs to {v}
label 4 2
? Which record label released {s}?
: that was released by {v}
> that released {s}
= {s} was released by {v}
label_person 4 2
? To which record label {is} {s} signed?
: who recorded for {v}
> for which {s} recorded
= {s} recorded for {v}
capital 7 4
? What {is} the capital of {s}?
? Which city {is} the capital of {s}?
: whose capital {is} {v}
> that {is} the capital of {s}
= the capital of {s} {is} {v}
= {s} {has} its capital in {v}
@ the capital of {s}
largest_city 6 4
? What {is} the largest city of {s}?
? Which city {is} the largest in {s}?
: whose largest city {is} {v}
> that {is} the largest city of {s}
= the largest city of {s} {is} {v}
@ the largest city of {s}
official_language 6 4
? What {is} the official language of {s}?
: whose official languages include {v}
> that {is} an official language of {s}
> that {has} official status in {s}
= one of the official languages of {s} {is} {v}
= the official languages of {s} {includes} {v}
currency 6 4
? What {is} the currency of {s}?
? What currency {is} used in {s}?
: whose currency {is} {v}
> that {is} used in {s}
= the currency of {s} {is} {v}
@ the currency of {s}
government 1 2
? What form of government {does} {s} have?
: whose form of government {is} {av}
> that {is} the form of government of {s}
= {s} {has} {v} as its form of government
head_of_state 0 0
head_of_government 0 0
anthem 4 1
? What {is} the national anthem of {s} called?
? What {is} the title of the anthem of {s}?
: whose anthem {is} “{v}”
> that {is} the anthem of {s}
= the anthem of {s} {is} {v}
motto 2 1
? What {is} the motto of {s}?
: whose motto {is} “{v}”
demonym 3 1
? What {is} the demonym for the people of {s}?
independence_date 8 5
? In what year did {s} become independent?
? In which year did {s} gain independence?
? On what date did {s} become independent?
: that became independent in {v}
: that gained its independence in {v}
: that gained independence in {v}
independence_from 5 5
? From which country did {s} gain independence?
: that gained independence from {v}
> from which {s} gained independence
= {s} gained its independence from {v}
population 0 0
area 1 0
? What {is} the total area of {s}?
density 0 0
calling_code 2 1
? What {is} the international calling code of {s}?
: whose international calling code {is} {v}
internet_domain 2 1
? What {is} the Internet top-level domain of {s}?
? Which country-code top-level domain {is} assigned to {s}?
: whose Internet top-level domain {is} {v}
time_zone 0 1
? In which time zone {does} {s} lie?
driving_side 1 0
? On which side of the road do people drive in {s}?
continent 1 5
? On which continent {is} {s}?
:~ in {v}
> where {s} lies
= {s} lies in {v}
country 3 5
? In which country {is} {s}?
? In which country {does} {s} lie?
:~ in {v}
> in which {s} lies
> where {s} {is} found
= {s} lies in {v}
country_person 3 4
? Of which country {is} {s} a citizen?
:~ from {v}
> that {s} came from
= {s} came from {v}
region 1 4
? In which region {does} {s} lie?
:~ in {v}
> in which {s} lies
= {s} lies in {v}
located_in 0 5
? Where {is} {s}?
:~ in {v}
> in which {s} {is} located
> where {s} {is} located
= {s} {is} located in {v}
borders 0 5
: that borders {v}
: that shares a border with {v}
> that borders {s}
> that shares a border with {s}
= {s} borders {v}
= {s} shares a border with {v}
highest_point 6 4
? What {is} the highest point of {s}?
? What {is} the highest point in {s} called?
: whose highest point {is} {v}
> that {is} the highest point of {s}
= the highest point of {s} {is} {v}
@ the highest point of {s}
elevation 4 0
? What {is} the elevation of {s}?
? How high {is} {s}?
length 5 0
? How long {is} {s}?
? What {is} the length of {s}?
depth 3 0
? How deep {is} {s}?
river 5 4
? On which river {does} {s} lie?
? Which river flows through {s}?
: that lies on {v}
> on which {s} lies
> that flows through {s}
= {s} lies on {v}
mouth 5 4
? Into which body of water {does} {s} flow?
? Where {does} {s} flow into?
: that flows into {v}
> into which {s} flows
= {s} flows into {v}
headwaters 5 4
? Where {does} {s} rise?
? What {is} the source of {s}?
: that rises in {v}
> in which {s} rises
= {s} rises in {v}
coordinates 0 0
postal_code 2 0
? What {is} the postal code of {s}?
mayor 0 0
twin_city 3 3
? Which city {is} twinned with {s}?
: that {is} twinned with {v}
> that {is} twinned with {s}
= {s} {is} twinned with {v}
kingdom 1 2
? To which biological kingdom {does} {s} belong?
: that belongs to the kingdom {v}
> to which {s} belongs
= {s} belongs to {v}
phylum 4 2
? To which phylum {does} {s} belong?
: that belongs to the phylum {v}
> to which {s} belongs
= {s} belongs to {v}
class 4 3
? To which taxonomic class {does} {s} belong?
: that belongs to the class {v}
> to which {s} belongs
= {s} belongs to {v}
order 5 4
? To which taxonomic order {does} {s} belong?
: that belongs to the order {v}
> to which {s} belongs
= {s} belongs to {v}
family 5 4
? To which taxonomic family {does} {s} belong?
: that belongs to the family {v}
> to which {s} belongs
= {s} belongs to {v}
genus 5 4
? To which genus {does} {s} belong?
: that belongs to the genus {v}
> to which {s} belongs
= {s} belongs to {v}
species 3 0
? What {is} the species name of {s}?
binomial_name 6 2
? What {is} the binomial name of {s}?
? What {is} the scientific name of {s}?
: whose scientific name {is} {v}
binomial_authority 4 3
? Who first described {s} scientifically?
: that was first described by {v}
> who first described {s}
= {s} was first described by {v}
conservation_status 3 2
? What {is} the conservation status of {s}?
: whose conservation status {is} {v}
found_in 3 4
? Where {is} {s} found?
: that {is} found in {v}
> where {s} {is} found
= {s} {is} found in {v}
symbol 5 3
? What {is} the symbol of {s}?
? What {is} the chemical symbol of {s}?
: whose symbol {is} {v}
atomic_number 6 4
? What {is} the atomic number of {s}?
: whose atomic number {is} {v}
: with the atomic number {v}
atomic_mass 3 0
? What {is} the standard atomic mass of {s}?
melting_point 3 0
? What {is} the melting point of {s}?
boiling_point 3 0
? What {is} the boiling point of {s}?
chemical_formula 5 3
? What {is} the chemical formula of {s}?
: whose chemical formula {is} {v}
cas_number 2 0
? What {is} the CAS number of {s}?
chemical_series 5 4
? To which series of chemical elements {does} {s} belong?
: that belongs to the {v}
> to which {s} belongs
= {s} belongs to the {v}
appearance 1 2
? What {is} the appearance of {s}?
discovered_by 7 5
? Who discovered {s}?
? By whom was {s} discovered?
: that was discovered by {v}
> {who} discovered {s}
= {s} was discovered by {v}
discovery_date 8 5
? In what year was {s} discovered?
? When was {s} discovered?
: that was discovered in {v}
named_after 5 5
? After whom or what {is} {s} named?
: that {is} named after {v}
> after {whom} {s} {is} named
= {s} {is} named after {v}
orbits 4 3
? What {does} {s} orbit?
: that orbits {v}
> that {s} orbits
= {s} orbits {v}
moon 4 4
? What {is} the name of the moon of {s}?
: whose moons include {v}
> that orbits {s}
= one of the moons of {s} {is} {v}
orbital_period 4 1
? What {is} the orbital period of {s}?
? How long {does} {s} take to complete one orbit?
radius 2 0
? What {is} the radius of {s}?
mass 2 0
? What {is} the mass of {s}?
author 8 5
? Who wrote {s}?
? Who {is} the author of {s}?
: that was written by {v}
> who wrote {s}
= {s} was written by {v}
@ the author of {s}
director 8 5
? Who directed {s}?
? Who was the director of {s}?
: that was directed by {v}
> who directed {s}
= {s} was directed by {v}
@ the director of {s}
producer 6 4
? Who produced {s}?
: that was produced by {v}
> {who} produced {s}
= {s} was produced by {v}
@ the producer of {s}
screenwriter 6 4
? Who wrote the screenplay of {s}?
: whose screenplay was written by {v}
> who wrote the screenplay of {s}
= the screenplay of {s} was written by {v}
composer 7 5
? Who composed {s}?
: that was composed by {v}
> who composed {s}
= {s} was composed by {v}
@ the composer of {s}
lyricist 6 4
? Who wrote the words of {s}?
: whose words were written by {v}
> who wrote the words of {s}
= the words of {s} were written by {v}
performer 6 5
? Who recorded {s}?
? By whom was {s} recorded?
: that was recorded by {v}
> {who} recorded {s}
= {s} was recorded by {v}
starring 3 5
? Who starred in {s}?
: that starred {v}
: that stars {v}
> who starred in {s}
= {s} starred {v}
creator 7 5
? Who created {s}?
: that was created by {v}
> {who} created {s}
= {s} was created by {v}
@ the creator of {s}
publisher 5 4
? Who published {s}?
: that was published by {v}
> that published {s}
= {s} was published by {v}
@ the publisher of {s}
publication_date 8 5
? In what year was {s} first published?
? When was {s} first published?
: that was first published in {v}
release_date 8 5
? In what year was {s} released?
? When was {s} released?
: that was released in {v}
recorded_date 5 3
? In what year was {s} recorded?
: that was recorded in {v}
original_language 4 3
? In which language was {s} originally written?
: that was originally in {v}
> in which {s} was originally written
= {s} was originally written in {v}
runtime 4 0
? How long {is} {s}?
? What {is} the running time of {s}?
album 5 4
? On which album did {s} appear?
? From which album {is} {s} taken?
: that appears on {v}
> on which {s} appears
= {s} appears on {v}
follows 4 3
? What came directly before {s}?
: that followed {v}
> that came directly before {s}
= {s} followed {v}
followed_by 4 3
? What came directly after {s}?
: that was followed by {v}
> that came directly after {s}
= {s} was followed by {v}
based_on 5 4
? On what work {is} {s} based?
: that {is} based on {v}
> on which {s} {is} based
= {s} {is} based on {v}
series 4 3
? To which series {does} {s} belong?
: that belongs to the series {v}
> to which {s} belongs
= {s} belongs to {v}
character 0 3
: whose characters include {v}
> who appears in {s}
= one of the characters in {s} is {v}
founded_by 7 5
? Who founded {s}?
? By whom was {s} founded?
: that was founded by {v}
> who founded {s}
= {s} was founded by {v}
@ the founder of {s}
founding_date 8 5
? In what year was {s} founded?
? When was {s} founded?
: that was founded in {v}
headquarters 6 4
? Where {is} {s} headquartered?
? In which city {does} {s} have its headquarters?
: that {is} headquartered in {v}
> where {s} {is} headquartered
> where {s} {has} its headquarters
= {s} {has} its headquarters in {v}
industry 2 3
? In which industry {does} {s} operate?
: that operates in the field of {v}
> in which {s} operates
= {s} operates in {v}
product 2 3
: that {is} known for making {v}
> that {s} makes
= {s} makes {v}
parent_organization 5 3
? To which parent organisation {does} {s} belong?
: that belongs to {v}
> to which {s} belongs
= {s} belongs to {v}
subsidiary 2 3
: that owns {v}
> that {s} owns
= {s} owns {v}
employees 0 0
members 0 0
architect 7 5
? Who designed {s}?
? Who was the architect of {s}?
: that was designed by {v}
> who designed {s}
= {s} was designed by {v}
@ the architect of {s}
architectural_style 4 4
? In what architectural style was {s} built?
: that was built in the {v} style
> in which {s} was built
= {s} was built in {v}
opening_date 7 4
? In what year was {s} opened?
? When was {s} opened?
: that was opened in {v}
owner 4 4
? Who owns {s}?
: that {is} owned by {v}
> {who} {owns} {s}
= {s} {is} owned by {v}
height 4 0
? How tall {is} {s}?
? What {is} the height of {s}?
inventor 7 5
? Who invented {s}?
: that was invented by {v}
> who invented {s}
= {s} was invented by {v}
@ the inventor of {s}
invention_date 7 5
? In what year was {s} invented?
: that was invented in {v}
manufacturer 5 4
? Which company makes {s}?
? Who {is} the manufacturer of {s}?
: that {is} made by {v}
> that makes {s}
= {s} {is} made by {v}
material 2 3
? What {is} {s} made of?
: that {is} made of {v}
> of which {s} {is} made
= {s} {is} made of {v}
start_date 7 4
? In what year did {s} begin?
? When did {s} begin?
: that began in {v}
end_date 7 4
? In what year did {s} end?
? When did {s} end?
: that ended in {v}
event_date 7 4
? In what year did {s} take place?
? When did {s} take place?
: that took place in {v}
location 4 4
? Where did {s} take place?
: that took place in {v}
> where {s} took place
= {s} took place in {v}
location_standing 4 4
? Where {is} {s} located?
:~ in {v}
> where {s} {is} located
= {s} {is} located in {v}
participant 2 3
: that involved {v}
> {who} took part in {s}
= one of those who took part in {s} was {v}
commander 3 4
? Who commanded troops in {s}?
: in which {v} held command
> who held command in {s}
= one of the commanders in {s} was {v}
result 1 2
? What was the result of {s}?
deaths 0 0
cause 2 2
? What caused {s}?
: that was caused by {v}
> that caused {s}
= {s} was caused by {v}
language_family 4 3
? To which language family {does} {s} belong?
: that belongs to the {v} family
> to which {s} belongs
= {s} belongs to {v}
speakers 0 0
spoken_in 2 4
? In which country {is} {s} spoken?
: that {is} spoken in {v}
> where {s} {is} spoken
> in which {s} {is} spoken
= {s} {is} spoken in {v}
writing_system 0 3
? Which writing system {is} used for {s}?
: that {is} written in {v}
> in which {s} {is} written
= {s} {is} written in {v}
member_of 2 2
? Of which organisation {is} {s} a member?
: that {is} a member of {v}
> of which {s} {is} a member
= {s} {is} a member of {v}
member_of_person 3 4
? Of what was {s} a member?
: who {is} a member of {v}
> of which {s} was a member
= {s} was a member of {v}
part_of 3 4
? Of what {is} {s} a part?
: that {is} part of {v}
> of which {s} {is} a part
= {s} {is} part of {v}
contains 0 3
: that includes {v}
> that {is} part of {s}
= {s} includes {v}
lies_on 4 4
? On what body of water {does} {s} lie?
: that lies on {v}
> on which {s} lies
= {s} lies on {v}
unit_of 3 3
? What {does} {s} measure?
: that measures {v}
> that {s} measures
= {s} measures {v}
subject 2 3
: that deals with {v}
> with which {s} deals
= {s} deals with {v}
used_for 2 3
: that {is} used for {v}
> for which {s} {is} used
= {s} {is} used for {v}
opponent 2 3
? Who was the opponent of {s}?
: {who} opposed {v}
> {whom} {s} opposed
= {s} opposed {v}
full_name 3 0
? What {is} the full name of {s}?
short_name 0 0
"""
