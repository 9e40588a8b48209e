"""Facts about what a scene shows: what makes one askable, the question, and its answer.

Fact("Hamlet", ("Who wrote the play named on the {sign}?", ...), "William Shakespeare", person=True, work="play")
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """Questions that need world knowledge; `seen` is a text on the sign, or a thing if `thing` is set."""

    seen: str
    questions: tuple[str, ...]
    answer: str
    person: bool = False
    thing: bool = False
    work: str = ""
    """What the sign names, if it is a play, a book, a painting or music."""


def _works(kind: str, table: str) -> tuple[Fact, ...]:
    rows = (row.split(": ") for row in table.strip().splitlines())
    return tuple(Fact(work.strip(), _ASKED[kind], author.strip(), person=True, work=kind) for work, author in rows)


_ASKED = {
    "play": (
        "Who wrote the play named on the {sign}?",
        "Which playwright wrote the drama whose title is on the {sign}?",
        "The {sign} names a famous play. Who is its author?",
        "By whom was the play on the {sign} written?",
    ),
    "book": (
        "Which author wrote the book named on the {sign}?",
        "Who is the author of the book whose title is on the {sign}?",
        "The {sign} names a well-known book. Who wrote it?",
        "By whom was the book on the {sign} written?",
        "Who wrote the work of literature or science that the {sign} mentions?",
    ),
    "painting": (
        "Which painter created the work named on the {sign}?",
        "Who painted the picture whose title is on the {sign}?",
        "The {sign} names a famous painting. Which artist painted it?",
        "By whom was the painting named on the {sign} made?",
    ),
    "music": (
        "Who composed the music named on the {sign}?",
        "Which composer wrote the work whose title is on the {sign}?",
        "The {sign} names a famous piece of music. Who is its composer?",
        "By whom was the music on the {sign} composed?",
    ),
}
_PEOPLE = (
    *_works(
        "play",
        """
        Hamlet: William Shakespeare
        Romeo and Juliet: William Shakespeare
        Macbeth: William Shakespeare
        Faust: Johann Wolfgang von Goethe
        The Cherry Orchard: Anton Chekhov
        A Doll's House: Henrik Ibsen
        The Importance of Being Earnest: Oscar Wilde
    """,
    ),
    *_works(
        "book",
        """
        Pride and Prejudice: Jane Austen
        Don Quixote: Miguel de Cervantes
        War and Peace: Leo Tolstoy
        Moby-Dick: Herman Melville
        Frankenstein: Mary Shelley
        Oliver Twist: Charles Dickens
        On the Origin of Species: Charles Darwin
        The Hobbit: J. R. R. Tolkien
        Les Misérables: Victor Hugo
        The Metamorphosis: Franz Kafka
        Treasure Island: Robert Louis Stevenson
        The Jungle Book: Rudyard Kipling
        Robinson Crusoe: Daniel Defoe
        Crime and Punishment: Fyodor Dostoevsky
        Wuthering Heights: Emily Brontë
    """,
    ),
    *_works(
        "painting",
        """
        Mona Lisa: Leonardo da Vinci
        The Starry Night: Vincent van Gogh
        Guernica: Pablo Picasso
        Girl with a Pearl Earring: Johannes Vermeer
        The Scream: Edvard Munch
        The Night Watch: Rembrandt
        The Birth of Venus: Sandro Botticelli
    """,
    ),
    *_works(
        "music",
        """
        Swan Lake: Pyotr Ilyich Tchaikovsky
        The Magic Flute: Wolfgang Amadeus Mozart
        The Moonlight Sonata: Ludwig van Beethoven
        The Four Seasons: Antonio Vivaldi
        Carmen: Georges Bizet
        The Brandenburg Concertos: Johann Sebastian Bach
    """,
    ),
    Fact("E = mc²", ("Which physicist is famous for the equation on the {sign}?",), "Albert Einstein", True),
    Fact("F = ma", ("Which scientist's second law of motion stands on the {sign}?",), "Isaac Newton", True),
    Fact("a² + b² = c²", ("Which ancient Greek is the theorem on the {sign} named after?",), "Pythagoras", True),
    Fact(
        "Apollo 11",
        ("Who was the first person to walk on the Moon, in the mission named on the {sign}?",),
        "Neil Armstrong",
        True,
    ),
    Fact(
        "Radium",
        ("Which woman discovered the element named on the {sign} together with her husband?",),
        "Marie Curie",
        True,
    ),
    Fact("Penicillin", ("Who discovered the medicine named on the {sign} in 1928?",), "Alexander Fleming", True),
    Fact(
        "telescope",
        ("Which Italian astronomer used an instrument like the {thing} to discover four moons of Jupiter?",),
        "Galileo Galilei",
        True,
        True,
    ),
    Fact(
        "phone",
        ("Who was granted the first United States patent for a device like the {thing} in 1876?",),
        "Alexander Graham Bell",
        True,
        True,
    ),
    Fact(
        "kite",
        ("Which American is said to have flown an object like the {thing} in a thunderstorm to study lightning?",),
        "Benjamin Franklin",
        True,
        True,
    ),
    Fact(
        "globe",
        ("Which Portuguese explorer led the first expedition to sail around the world shown by the {thing}?",),
        "Ferdinand Magellan",
        True,
        True,
    ),
)
_THINGS = (
    Fact("Isaac Newton", ("Which fruit is said to have fallen near the scientist named on the {sign}?",), "apple"),
    Fact("William Tell", ("Which fruit did the archer named on the {sign} shoot off his son's head?",), "apple"),
    Fact("Snow White", ("Which poisoned fruit does the heroine named on the {sign} bite into?",), "apple"),
    Fact("Valentine's Day", ("Which symbol of love stands for the day named on the {sign}?",), "heart"),
    Fact("The Wright Brothers", ("What kind of machine did the people named on the {sign} fly in 1903?",), "airplane"),
    Fact(
        "The Montgolfier Brothers",
        ("What kind of aircraft did the people named on the {sign} launch in 1783?",),
        "hot air balloon",
    ),
    Fact(
        "Galileo Galilei",
        ("Which instrument did the scientist named on the {sign} turn to the sky in 1609?",),
        "telescope",
    ),
    Fact(
        "Antonie van Leeuwenhoek",
        ("Which instrument did the scientist named on the {sign} use to discover bacteria?",),
        "microscope",
    ),
    Fact(
        "Thomas Edison",
        ("Which source of light did the inventor named on the {sign} make practical in 1879?",),
        "light bulb",
    ),
    Fact(
        "Little Red Riding Hood",
        ("What does the girl named on the {sign} carry food to her grandmother in?",),
        "basket",
    ),
    Fact("Neptune", ("What kind of celestial body bears the name on the {sign}?",), "planet"),
    Fact("The Titanic", ("What kind of vehicle bore the name on the {sign}?",), "ship"),
    Fact("Big Ben", ("What in a London tower is, strictly speaking, called by the name on the {sign}?",), "bell"),
    Fact("Canada", ("Which part of a maple tree is on the flag of the country named on the {sign}?",), "leaf"),
    Fact("Jimi Hendrix", ("Which instrument was the musician named on the {sign} famous for playing?",), "guitar"),
    Fact("Ringo Starr", ("Which instrument did the Beatle named on the {sign} hit with sticks?",), "drum"),
    Fact("George Stephenson", ("Which vehicle on rails is the engineer named on the {sign} famous for?",), "train"),
    Fact("Karl Benz", ("Which vehicle is the engineer named on the {sign} famous for inventing?",), "car"),
    Fact(
        "Neil Armstrong",
        ("On which celestial body did the astronaut named on the {sign} take his famous step?",),
        "moon",
    ),
    Fact("Alice in Wonderland", ("Which animal does the girl named on the {sign} follow down a hole?",), "rabbit"),
    Fact(
        "Johannes Gutenberg",
        ("Which kind of object did the inventor named on the {sign} print with movable type?",),
        "book",
    ),
    Fact(
        "Hansel and Gretel",
        ("Which food do the children named on the {sign} drop as crumbs to find their way?",),
        "bread",
    ),
    Fact("Humpty Dumpty", ("What is the rhyme's hero named on the {sign} usually drawn as?",), "egg"),
    Fact("Athena", ("Which bird is the companion of the goddess named on the {sign}?",), "owl"),
    Fact(
        "Japan",
        ("Which celestial body does the red disc on the flag of the country named on the {sign} stand for?",),
        "sun",
    ),
    Fact(
        "The Very Hungry Caterpillar",
        ("Which animal does the hero named on the {sign} become in the end?",),
        "butterfly",
    ),
    Fact("The Giza Plateau", ("Which kind of monument is the place named on the {sign} known for?",), "pyramid"),
    Fact("Yuri Gagarin", ("Which vehicle took the man named on the {sign} to space in 1961?",), "rocket"),
    Fact("bee", ("Which part of a plant does the kind of insect shown here visit for nectar?",), "flower", False, True),
    Fact("acorn", ("What does an {thing} grow into over many years?",), "tree", False, True),
    Fact("bird", ("What does a female animal like the {thing} lay in a nest?",), "egg", False, True),
    Fact("guitar", ("Which symbol is used to write down the sounds of the {thing}?",), "music note", False, True),
    Fact("key", ("Which part of a house is usually unlocked with an object like the {thing}?",), "door", False, True),
    Fact(
        "candle", ("Which sweet food do people put an object like the {thing} on at a birthday?",), "cake", False, True
    ),
    Fact(
        "envelope",
        ("Into which object on the street is something like the {thing} dropped to be sent?",),
        "mailbox",
        False,
        True,
    ),
    Fact(
        "compass",
        ("Which object that attracts iron is the needle of the {thing} an example of?",),
        "magnet",
        False,
        True,
    ),
    Fact(
        "crown",
        ("In which kind of building does the wearer of an object like the {thing} live in fairy tales?",),
        "castle",
        False,
        True,
    ),
    Fact("sunflower", ("Which celestial body do young plants like the {thing} turn to follow?",), "sun", False, True),
    Fact("moon", ("Which celestial body lends the {thing} its light?",), "sun", False, True),
    Fact("rabbit", ("Which orange vegetable do animals like the {thing} love in cartoons?",), "carrot", False, True),
)
FACTS: tuple[Fact, ...] = _PEOPLE + _THINGS
