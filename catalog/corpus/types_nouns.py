"""Nouns that say what a page's subject is, by the five strata; long because it is a data table.

    STRATUM["physicist"] → "person"      STRATUM["chemical element"] → ""      STRATUM["city"] → "location"

All in singular and small letters. A noun of two words counts as one head where its last word alone says too little or
something else (`natural satellite`, `prime minister`). Nouns under `rest` are known nouns of no stratum.
"""

from typing import Final

from synthloom.schemas.relations import Stratum

_PERSON = """
academic, activist, actor, actress, admiral, adventurer, agronomist, aide, alchemist, ambassador, anatomist, animator,
anthropologist, apostle, archaeologist, archbishop, archer, archduchess, archduke, architect, aristocrat, army
officer, art critic, art dealer, art historian, artist, assassin, astrologer, astronaut, astronomer, astrophysicist,
athlete, attorney, author, aviator, bacteriologist, badminton player, banker, baritone, baron, baroness, baronet,
barrister, baseball player, basketball coach, basketball player, bass player, bassist, biathlete, biochemist,
biographer, biologist, bishop, blogger, bodybuilder, boxer, boyar, broadcaster, bullfighter, bureaucrat, businessman,
businessperson, businesswoman, caliph, canoeist, cardinal, cartographer, cartoonist, cellist, chancellor, chef,
chemist, chess player, chief justice, chieftain, choreographer, cinematographer, civil servant, clarinetist,
classicist, clergyman, cleric, coach, colonel, columnist, comedian, comedienne, comic book artist, commander,
commissioner, commentator, composer, computer scientist, conductor, congressman, conquistador, conservationist,
consort, cook, correspondent, cosmologist, cosmonaut, costume designer, count, countess, courtier, cowboy, craftsman,
cricketer, cricket umpire, criminal, critic, crown prince, cryptographer, curator, cyclist, dancer, dean, dentist,
designer, diarist, dictator, diplomat, director, disc jockey, diver, doctor, documentarian, documentary filmmaker,
dramatist, drummer, duchess, duke, earl, ecologist, economist, editor, educationist, educator, egyptologist,
electrical engineer, elector, embryologist, emir, emperor, empress, engineer, engraver, entertainer, entomologist,
entrepreneur, epidemiologist, essayist, ethnologist, ethologist, evangelist, executive, explorer, farmer, fashion
designer, fashion model, fencer, fiction writer, field hockey player, field marshal, figure skater, film actor, film
actress, film director, film editor, film producer, filmmaker, first lady, flautist, flutist, folklorist, football
coach, football manager, football player, footballer, founder, frontman, gangster, general, geneticist, geographer,
geologist, geometer, geophysicist, goalkeeper, golfer, governor, governor-general, government official, grammarian,
grand duchess, grand duke, graphic designer, guitarist, gymnast, handball player, harpist, head of state, heiress,
herpetologist, historian, hockey player, humanist, humorist, hurdler, ice hockey player, ichthyologist, illustrator,
industrialist, infanta, intellectual, inventor, investor, jazz musician, jockey, journalist, judge, judoka, jurist,
khan, king, knight, landgrave, landowner, lawyer, leader, lecturer, legislator, librarian, librettist, lieutenant
general, linguist, literary critic, logician, long-distance runner, lyricist, magician, magistrate, major general,
man, margrave, marquess, marshal, mathematician, mayor, mechanic, medalist, mediator, mercenary, merchant,
meteorologist, metallurgist, mezzo-soprano, microbiologist, military leader, military officer, mineralogist, minister,
missionary, model, molecular biologist, monarch, monk, moralist, motorcycle racer, mountaineer, murderer, music
critic, musician, musicologist, mystic, naturalist, naval officer, navigator, neurologist, neuroscientist, newscaster,
newspaper editor, nobleman, noblewoman, novelist, nun, nurse, obstetrician, oceanographer, officer, officeholder,
opera singer, orator, organist, orientalist, ornithologist, outlaw, painter, palaeontologist, paleontologist, pastor,
pathologist, patriarch, patriot, pediatrician, percussionist, performer, personality, philanthropist, philologist,
philosopher, photographer, photojournalist, physician, physicist, physiologist, pianist, pilot, pioneer, pirate,
playwright, poet, poetess, police officer, politician, polymath, pope, pornographic actress, potter, preacher,
premier, presenter, president, president-elect, priest, priestess, prime minister, prince, prince consort, princess,
princess consort, printmaker, privateer, producer, professor, professional wrestler, programmer, propagandist,
prophet, psychiatrist, psychologist, public servant, publicist, publisher, puppeteer, queen, queen consort, queen
mother, queen regnant, rabbi, race car driver, racing driver, radio personality, rapper, rebel, record producer,
reformer, regent, religious leader, reporter, revolutionary, rock climber, rower, rugby player, ruler, runner, sailor,
saint, saxophonist, scholar, scientist, screenwriter, scriptwriter, sculptor, secretary of state, senator, serial
killer, sheikh, shogun, showman, singer, singer-songwriter, skateboarder, skier, snooker player, soccer player, social
activist, social reformer, social worker, sociologist, softball player, soldier, solicitor, songwriter, soprano,
sovereign, speed skater, sports shooter, sportscaster, sportsman, sportsperson, sportswoman, sprinter, spy,
stateswoman, statesman, statistician, stunt performer, suffragette, suffragist, sultan, supermodel, surgeon, swimmer,
table tennis player, teacher, television actor, television actress, television director, television host, television
personality, television presenter, television producer, tennis player, tenor, theatre director, theologian,
theoretical physicist, theorist, trade unionist, translator, traveller, triathlete, trombonist, trumpeter, tsar,
tsarina, tycoon, tyrant, umpire, vice president, viceroy, video game designer, violinist, violist, virologist,
viscount, visual artist, vocalist, volleyball player, voice actor, voice actress, warlord, warrior, weightlifter,
woman, wrestler, writer, youtuber, zoologist, pharaoh, dauphin, stadtholder, caudillo, hero, heroine, martyr, noble,
slave, orphan, lexicographer, printer, cleric, hymnwriter, encyclopedist, mob boss, drag queen, beauty queen, music
video director, rugby league footballer, rugby union player, association footballer, first-class cricketer, racing
cyclist, track and field athlete, botanist, brigadier general, vice admiral, rear admiral, abbot, abbess, nawab,
maharaja, raja, rani, art director, artistic director, musical director, stage actor, stage actress, child actor,
child actress, stage director, film critic, film composer, music director, music producer, film score composer, sound
engineer, make-up artist, manga artist, street artist, performance artist, martial artist, recording artist, hip hop
artist, war correspondent, natural philosopher, real estate developer, business executive, business magnate, media
proprietor, naval commander, military commander, military engineer, civil engineer, mechanical engineer, software
engineer, aerospace engineer
"""
_BUILDING = """
abbey, airport, amphitheatre, aquarium, arch, archive, arena, art gallery, art museum, aqueduct, basilica, bridge,
building, bus station, canal, castle, cathedral, cemetery, chapel, chateau, château, church, citadel, clock tower,
college, concert hall, convent, convention center, courthouse, dam, department store, embassy, factory, football
stadium, fort, fortification, fortress, fountain, gallery, gate, government building, high school, historic house,
hospital, hotel, house, inn, kindergarten, library, lighthouse, mansion, manor house, mausoleum, megalith, metro
station, mill, minaret, monastery, monument, mosque, museum, nuclear power plant, obelisk, observatory, office
building, opera house, pagoda, palace, parish church, plaza, power plant, power station, prison, public library,
public square, pyramid, railway station, railway terminus, residence, restaurant, roman catholic church, school,
secondary school, primary school, shopping centre, shopping mall, shrine, skyscraper, sports venue, square, stadium,
stave church, structure, stupa, suspension bridge, synagogue, temple, theater, theatre, tomb, tower, train station,
tunnel, university, venue, viaduct, villa, wall, windmill, zoo, football ground, cricket ground, racecourse,
nightclub, memorial, war memorial, cenotaph, ballpark, planetarium, broch, hillfort, research university, public
university, private university, boarding school, liberal arts college, grammar school, public school, launch pad,
spaceport, air base
"""
_LOCATION = """
administrative centre, administrative county, administrative district, administrative division, administrative region,
archipelago, area, atoll, autonomous community, autonomous region, bay, beach, borough, canton, canyon, cape, capital,
capital city, cave, census-designated place, channel, city, city-state, city state, civil parish, coast, coastal town,
colony, commune, community, condominium, confederation, constituency, constituent country, continent, council area,
country, county, county town, creek, crater, crown colony, crown dependency, delta, department, dependency, desert,
district, district capital, duchy, electoral district, emirate, empire, enclave, escarpment, estuary, exclave, federal
republic, federal state, federation, fjord, forest, former country, former municipality, game reserve, geographical
region, ghost town, glacier, grand duchy, gulf, hamlet, headland, highland, highway, hill, historic district,
historical region, hundred, ice shelf, independent city, island, island country, island group, island nation, islet,
isle, isthmus, khanate, kibbutz, kingdom, lagoon, lake, landform, landmass, land, local government area, local
government district, locality, london borough, mainland, marsh, megacity, metropolis, metropolitan area, metropolitan
borough, metropolitan county, mountain, mountain chain, mountain pass, mountain peak, mountain range, municipality,
nation, nation-state, national park, national forest, nature reserve, neighborhood, neighbourhood, non-metropolitan
county, oblast, ocean, oasis, overseas department, overseas territory, park, parish, peak, peninsula, place, plain,
planned city, plateau, polity, pond, port, port city, prairie, prefecture, principality, protected area, protectorate,
province, provincial capital, puppet state, quarter, region, regional capital, republic, reservoir, resort, resort
town, ria, ridge, river, river basin, road, royal burgh, rural district, rural municipality, savanna, sea, seaport,
settlement, ski resort, slough, sovereign state, spa town, state, state capital, state park, steppe, strait,
stratovolcano, stream, street, sub-region, subcontinent, sub-prefecture, suburb, sultanate, superpower, territory,
theocracy, town, township, trench, tributary, u.s. state, unincorporated community, union territory, unitary
authority, unitary state, valley, village, village development committee, volcano, voivodeship, waterfall,
watercourse, watershed, wetland, wine region, woodland, world heritage site, zone, caldera, reef, barrier reef, coral
reef, cove, inlet, sound, geyser, hot spring, spring, plantation, market town, cathedral city, college town, mining
town, new town, former town, former village, industrial town, railway town, fishing village, small town, large town,
small village, motorway, avenue, boulevard, archaeological site, garden, botanical garden, battlefield, necropolis,
absolute monarchy, constitutional monarchy, monarchy, parliamentary republic, british overseas territory, oil field,
basin, lowland, upland, highlands, moor, heath, fell, cliff, mesa, butte, dune, salt lake, inland sea, body of water
"""
_ORGANISM = """
alga, amphibian, ammonite, animal, ant, antelope, ape, arachnid, arthropod, bacterium, bat, bear, bee, beetle, bird,
bird of prey, bivalve, breed, bug, bush, butterfly, cactus, canine, carnivore, cat, cat breed, cephalopod, cetacean,
chameleon, chimpanzee, clade, climbing plant, conifer, coral, crab, crocodilian, crop, crop plant, crustacean,
cultivar, damselfly, deer, dinosaur, dog, dog breed, dolphin, domestic animal, dragonfly, duck, eagle, eel, eukaryote,
evergreen, evergreen tree, falcon, family of plants, fern, feline, finch, fish, flightless bird, flowering plant, fly,
frog, fruit tree, fungus, gastropod, gecko, genus, goat, goose, grass, great ape, gull, hawk, herb, herbaceous plant,
herbivore, herring, hominid, hominin, horse, horse breed, insect, invertebrate, jellyfish, kangaroo, lemur, legume,
lichen, lizard, lobster, macaw, mammal, marine mammal, marsupial, megafauna, mite, mollusc, mollusk, monkey,
monotreme, mosquito, moss, moth, mushroom, nematode, newt, octopus, omnivore, orchid, organism, owl, palm, parasite,
parrot, passerine, passerine bird, penguin, perennial plant, perching bird, phylum, pig, pigeon, pinniped, plant,
plover, porpoise, predator, primate, prosauropod, protist, protozoan, pterosaur, python, raptor, rabbit, ray, reptile,
rodent, root vegetable, salamander, salmon, sauropod, scorpion, sea bird, sea snail, sea snake, seabird, seal, shark,
sheep, shorebird, shrew, shrimp, shrub, slug, snail, snake, songbird, species, spider, sponge, spruce, squid,
squirrel, starfish, subspecies, succulent, swallow, swan, tapeworm, termite, tern, theropod, therapsid, thrush, toad,
tortoise, tree, trilobite, trout, turtle, ungulate, vertebrate, vine, viper, virus, vulture, wader, warbler, wasp,
weed, weevil, whale, wild cat, wolf, woodpecker, worm, yeast, land snail, rodent species, fish species, ground beetle,
hadrosaur, ornithopod, ceratopsian, stegosaur, dromaeosaurid, tyrannosaurid, cycad, hardwood tree, deciduous tree,
hybrid, vegetable, big cat, wading bird, water bird, waterbird
"""
_ARTIFACT = """
abugida, aircraft, aircraft carrier, airliner, album, altarpiece, anime, anime series, anime television series,
anthem, anthology, aria, article of clothing, artificial satellite, artwork, audiobook, automobile, b-side, ballad,
ballet, barque, battleship, beverage, biography, boat, bomb, bomber, book, book series, box set, brand, cantata, car,
cartoon, cartoon character, cartoon series, cheese, chess opening, children's book, children's novel, clock, clothing,
cocktail, codex, collection, comedy, comedy album, comedy film, comic book, comic book series, comic opera, comic
strip, comics character, compact disc, compilation, compilation album, computer, computer game, computer program,
concept album, concerto, cookbook, corvette, cruise ship, cruiser, debut album, debut single, debut studio album,
destroyer, dessert, device, dictionary, digital camera, dish, documentary, documentary film, documentary series,
double album, drama, drama film, drama series, dreadnought, drink, elegy, encyclopedia, encyclopaedia, engine,
engraving, epic, epic poem, episode, essay, etching, experimental aircraft, extended play, fairy tale, fantasy novel,
feature film, fighter, fighter aircraft, film, film adaptation, film score, film series, flag, folk song, food,
fresco, frigate, fugue, furniture, game, game engine, game show, garment, gospel, gun, handgun, hardware, helicopter,
historical novel, history book, horror film, hymn, icon, ironclad, illuminated manuscript, instrument, jet airliner,
journal, lamp, landing craft, lens, light novel, light novel series, live album, locomotive, machine, machine gun,
magazine, manga, manga series, manuscript, map, mass, medical journal, memoir, microprocessor, miniseries, missile,
mixtape, mobile app, mobile game, mobile phone, monograph, mosaic, motet, motion picture, motorcycle, mural, music
video, musical, musical comedy, musical composition, musical film, musical instrument, mystery novel, national anthem,
newspaper, novel, novella, nursery rhyme, ocean liner, ode, oil painting, online newspaper, opera, operating system,
operetta, oratorio, orchestral work, painting, pamphlet, papyrus, pen, percussion instrument, periodical, photograph,
piece of music, piano concerto, piano sonata, pistol, plastic, play, play-by-play, podcast, poem, poetry collection,
portrait, programming language, promotional single, puzzle, radio drama, radio play, radio program, radio programme,
radio series, radio show, reality show, reality television series, reality television show, remake, rhapsody, rifle,
robot, rocket, role-playing game, romance novel, royal yacht, satellite, sailing ship, sandwich, satire, sauce,
schooner, science fiction film, science fiction novel, science fiction series, scientific journal, screenplay,
scripture, sculpture, search engine, serial, series of novels, sequel, ship, short film, short story, short story
collection, silent film, silent short film, single, sitcom, situation comedy, sketch, soap opera, social networking
website, software, sonata, song, song cycle, sonnet, soundtrack, soundtrack album, space probe, space shuttle, space
station, space telescope, spacecraft, special, sports car, spy film, spy novel, statue, steam engine, steam
locomotive, steamship, stew, story, string instrument, string quartet, studio album, submarine, suite, superhero film,
supersonic jet, sword, symphonic poem, symphony, synthesizer, tablet, talk show, tank, tapestry, telenovela,
telescope, television drama, television episode, television film, television movie, television play, television
program, television programme, television serial, television series, television show, television sitcom, television
special, text, textbook, thesis, thriller film, thriller novel, tone poem, tool, toy, tragedy, trilogy, tv series, tv
movie, tv film, tv show, treatise, triptych, typeface, vaccine, vehicle, video, video game, video game console, video
game series, violin concerto, war film, warship, watch, weapon, web browser, web series, website, western, western
film, wine, woodcut, work, yacht, zeppelin, airship, bread, cake, pastry, soup, beer, whisky, whiskey, liqueur, spirit
drink, board game, card game, dress, hat, jet engine, musical work, composition, cover version, ep, lp, lead single,
visual novel, first-person shooter, platform game, action film, adventure film, crime film, fantasy film, biographical
film, romantic comedy, romantic comedy film, romantic drama film, romance film, comedy-drama film, animated film,
animated series, animated television series, anthology film, crime drama film, crime drama, drama television series,
comedy television series, children's television series, documentary television series, saga, media franchise
"""
_REST = """
academic discipline, academic journal publisher, academy, acid, agency, airline, air force, alkaloid, alliance,
allotrope, alloy, alphabet, amino acid, ancient civilization, angle, anniversary, antibiotic, area of mathematics,
armed force, army, art, art form, art movement, artistic movement, asteroid, astronomical object, atom, auction house,
automaker, award, axiom, ball game, band, bank, baseball team, basketball team, battle, belief, binary star,
biological process, bond, borough council, branch, branch of mathematics, branch of science, brewery, business,
campaign, cancer, carbohydrate, catastrophe, celebration, celestial body, cell, central bank, century, ceremony,
championship, charity, chemical, chemical compound, chemical element, chemical process, chemical reaction, chemical
substance, civil war, civilisation, civilization, class, club, coalition, code, coin, collection agency, color,
colour, comet, committee, company, compass, competition, compound, computer company, concept, concentration camp,
condition, conference, conflict, conglomerate, consortium, constellation, contest, convention, cooperative,
corporation, council, coup, court, criminal organization, criterion, cricket team, cuisine, cult, cultural movement,
culture, currency, currency unit, cycle, cyclone, dance, day, deity, decade, decree, dialect, dialect group, disaster,
discipline, disease, disorder, division, doctrine, dogma, dwarf planet, dynasty, earthquake, economic system, economy,
election, electric charge, electronics company, element, elementary particle, emotion, energy, entertainment company,
enterprise, enzyme, epidemic, epoch, equation, era, essential nutrient, ethic, ethnic group, ethnicity, ethnoreligious
group, event, expedition, extinction event, faith, family, famine, federal agency, festival, feudal system, fiber,
fictional character, field, field of study, figure, film festival, film production company, film studio, flood, folk
dance, folk hero, football club, football league, football team, force, form of government, formula, foundation,
fossil, front, fuel, function, fundamental force, galaxy, gang, gas, gemstone, gene, genocide, genre, god, goddess,
golf tournament, government, government agency, greek god, group, guerrilla organisation, guild, hardwood, hallmark,
heavy metal band, hip hop group, hockey team, holding company, holiday, hormone, house of parliament, human right,
human rights organization, hurricane, ice hockey team, idea, ideology, illness, imaging technique, independence
movement, indie rock band, industry, infection, infectious disease, influence, injury, institute, institution,
insurance company, intelligence agency, international organisation, international organization, investment bank,
isotope, labor union, language, language family, law, law firm, lawsuit, league, learned society, legal case, legal
system, legend, legislature, legislative body, letter, line, lineage, linguistic group, literary award, literary
genre, literary movement, living language, logic, low-cost airline, machine language, main-belt asteroid, major league
baseball team, manufacturer, martial art, material, mathematical constant, mathematical object, measure, measurement,
medal, media company, medical condition, medical specialty, medicine, medication, drug, mental disorder, mercantile
system, metal, metalloid, meteor shower, method, militant group, militia, military academy, military alliance,
military campaign, military conflict, military operation, military unit, mineral, mission, mixture, molecule, monetary
unit, month, moon, motor company, movement, multinational company, multinational corporation, music festival, music
genre, musical ensemble, musical genre, musical group, mutiny, myth, mythical creature, national football team,
national team, natural disaster, natural phenomenon, natural satellite, nebula, neurological disorder, newspaper
company, nerve, nobel prize, noble gas, nonmetal, non-profit organization, nonprofit organization, nongovernmental
organization, non-governmental organization, non-metal, number, nuclear reaction, nutrient, observance, offence,
office, oil company, olympic games, operation, orchestra, order, organ, organic compound, organisation, organization,
official language, official currency, pain, pandemic, parliament, particle, party, pathogen, penalty, people, period,
pharmaceutical company, phenomenon, philosophical movement, philosophy, physical quantity, pigment, planet, plague,
police force, political ideology, political movement, political organization, political party, political philosophy,
political system, political union, polymer, position, practice, prayer, principle, private company, prize, process,
production company, professional football club, profession, professional association, program, programme, project,
property, protein, protest, protocol, proton, psychological disorder, public company, publishing company, publishing
house, punk rock band, quantity, race, radio station, railroad, railway, railway company, railway line, rapid transit
system, ratio, rebellion, record label, regiment, reform, regime, reign, religion, religious denomination, religious
movement, religious order, research institute, retailer, revolt, revolution, right, riot, rite, ritual, rock, rock
band, royal house, rule, salt, school of thought, science, scientific discipline, season, sect, secret society,
sedimentary rock, semiconductor, semi-precious gemstone, sensation, separatist movement, service, set, sexually
transmitted disease, siege, sign, ski jumping competition, social class, social movement, social system, society,
software company, soccer club, solar system, solid, solution, space agency, space mission, spacecraft mission, spice,
sport, sports club, sports league, sports team, standard, star, star system, state of matter, storm, strike, studio,
study, style, stock exchange, strategy, subatomic particle, subfield, subject, substance, sugar, supercontinent,
surname, symbol, symptom, syndrome, system, tax, team, team sport, technique, technology, telecommunications company,
television channel, television network, television station, temperature, tennis tournament, terrorist attack,
terrorist organization, theorem, theory, think tank, timber, time zone, title, tournament, trade, trade agreement,
trade union, tradition, transition metal, treaty, tribe, tropical cyclone, tropical storm, tsunami, tumor, unit, unit
of measurement, unit of currency, vitamin, vocal group, volleyball team, war, water polo club, weather, winter storm,
wood, world war, writing system, year, youth organization, zodiac sign, football competition, cup, girl group, boy
band, duo, trio, quartet, ensemble, choir, given name, first name, personal name, family name, last name, court case,
massacre, crime, murder, hijacking, shooting, accident, crash, fire, explosion, eruption, volcanic eruption, peace
treaty, constitution, act, document, declaration, proclamation, speech, charter, census, exhibition, art exhibition,
trade fair, fair, parade, carnival, religious text, holy book, mythological figure, character, superhero,
supervillain, comic duo, semi-legendary figure, chemical formula, gland, muscle, bone, joint, body part, tissue,
hypothesis, conjecture, algorithm, data structure, file format, data type, network, computer network, software
library, diet, dialect continuum, pidgin, creole, creole language, constructed language, sign language, script,
syllabary, calendar, day of the week, time, time period, historical period, geological period, ice age, dance form,
dance style, musical form, musical style, poetic form, art style, architectural style, architectural movement,
football season, cricket tour, trophy, sporting event, multi-sport event, sports event, derby, rivalry, motor race,
horse race, grand prix, road race, cycling race, stage race, rally
"""
_STRATA: Final[tuple[tuple[Stratum, str], ...]] = (
    ("", _REST),
    ("artifact", _ARTIFACT),
    ("organism", _ORGANISM),
    ("location", _LOCATION),
    ("building", _BUILDING),
    ("person", _PERSON),
)

STRATUM: Final[dict[str, Stratum]] = {
    noun.strip(): stratum for stratum, table in _STRATA for noun in table.replace("\n", " ").split(",") if noun.strip()
}
"""The stratum of each known noun."""

SHORTER: Final[dict[str, str]] = {
    "capital": "city",
    "capital city": "city",
    "state capital": "city",
    "provincial capital": "city",
    "regional capital": "city",
    "district capital": "town",
    "tv series": "television series",
    "tv show": "television show",
    "tv film": "television film",
    "tv movie": "television film",
    "u.s. state": "state",
    "official currency": "currency",
    "sovereign state": "country",
    "movie": "film",
    "motion picture": "film",
    "ep": "extended play",
    "lp": "album",
    "mollusk": "mollusc",
    "color": "colour",
    "private university": "university",
    "public university": "university",
    "research university": "university",
}
"""Nouns under which a subject isn't filed, and those it is."""
