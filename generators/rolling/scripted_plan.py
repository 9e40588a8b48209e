"""What the scripted policy sets out to find: the legs of a question's path, in the words of the question.

    plan_of(record).legs[1] → Leg(names=("Austria",), noun="country", relation="borders",
                                  clues=(Clue("calling_code", "+43", "whose international calling code is +43"),), …)

A leg knows its page's names so that reading can recognise them in an observation; nothing of a plan is said aloud
but its clues, which stand in the question, and its relations.
"""

import re
from dataclasses import dataclass

from synthloom.catalog.corpus.key import key
from synthloom.catalog.corpus.types_nouns import STRATUM
from synthloom.generators.asking.names import a, with_article
from synthloom.generators.asking.wording import wording
from synthloom.generators.wordings.rollout_relations import LISTS, label
from synthloom.schemas.relations import BACK, RELATIONS, Stratum
from synthloom.schemas.search import PathNode, SearchQuestion

_BRACKET = re.compile(r"\s*\([^()]*\)$")
_WORKS = ("album", "song", "single", "film", "book", "novel", "series", "game", "play", "opera", "poem", "painting")
_FORMS = {"{is}": "is", "{has}": "has", "{does}": "does", "{owns}": "owns", "{includes}": "include"}


@dataclass(frozen=True)
class Clue:
    """What the question says of a page: the relation, the value as the question writes it, and both in words."""

    relation: str
    value: str
    words: str
    """A relative clause (`whose capital is Ljubljana`)."""
    before: bool = False
    """Whether the value stands before the noun (`German philosopher`)."""


@dataclass(frozen=True)
class Leg:
    """One page of the path and what is known of it beforehand: its kind, the step into it, its clues."""

    title: str
    names: tuple[str, ...]
    noun: str
    relation: str
    """The step into it; a `^` before it: the fact stands on this leg's own page. Empty for the anchor."""
    clues: tuple[Clue, ...]
    sentence: str
    """What states the step; recognised when it is read, never said before."""
    stratum: Stratum
    before: Stratum = ""
    """The stratum of the page before it: a relation is worded by whose fact it is."""

    @property
    def person(self) -> bool:
        """Whether `who` fits."""
        return self.stratum == "person"

    def called(self, form: str) -> str:
        """One of its names as it stands in a sentence; titles of works keep their own article."""
        return form if self.stratum == "artifact" or self.noun in _WORKS else with_article(form)

    def into(self, here: str) -> str:
        """The step into it as a relative clause, `that borders Slovenia`; empty where the table has no wording."""
        back = self.relation.startswith(BACK)
        row = wording(self.relation.removeprefix(BACK), self.stratum if back else self.before, "en")
        given = [text for text in (row.clause if back else row.into) if text[0] not in "~^"]
        return self._filled(given[0], here) if given else ""

    def target(self, here: str) -> str:
        """All that is known of it, as a noun phrase: `the country that borders Slovenia and whose … is +43`."""
        before = " ".join(clue.value for clue in self.clues if clue.before)
        told = [part for part in (self.into(here), *(c.words for c in self.clues if not c.before)) if part]
        told = told[:1] + [_shortened(part, told[0]) for part in told[1:]]
        noun = f"{before} {self.noun}".strip()
        return f"the {noun} {_listed(told)}" if told else f"the {noun} linked to {here}"

    def looked_for(self, here: str) -> str:
        """What to look for on the page before: a list of all that might be meant, or the thing itself."""
        told = LISTS.get(self.relation)
        if told:
            return told.replace("{s}", here).replace("{nouns}", plural(self.noun))
        if self.relation.startswith(BACK) and self.into(here):
            return f"{a(self.noun)} {self.into(here)}"
        return f"the {self.noun} {self.into(here)}" if self.into(here) else f"a link to {a(self.noun)}"

    def _filled(self, text: str, here: str) -> str:
        for mark, verb in _FORMS.items():
            text = text.replace(mark, verb)
        who, whom = ("who", "whom") if self.person else ("that", "which")
        return text.replace("{who}", who).replace("{whom}", whom).replace("{s}", here).replace("{v}", here)


@dataclass(frozen=True)
class Plan:
    """The legs, the anchor first, and what is asked of the last one."""

    legs: tuple[Leg, ...]
    asked: str
    answers: tuple[str, ...]
    """The answer and its other forms, to be recognised."""
    answer_sentence: str
    mention: str
    """The question's words for the anchor, with a small first letter."""
    question: str


def plan_of(record: SearchQuestion) -> Plan:
    """The plan of a record."""
    told = {proof.title: proof.descriptor for proof in record.proofs}
    legs = list[Leg]()
    following = [*(node.relation or "" for node in record.path[1:]), record.asked]
    for node, after in zip(record.path, following, strict=True):
        before = legs[-1].stratum if legs else ""
        legs.append(_leg(node, told.get(node.title, ""), record.question, before, after))
    mention = record.anchor_mention or record.question
    if re.match(r"(?:The|A|An|One|That|This)\b", mention):
        mention = mention[:1].lower() + mention[1:]
    answers = tuple(dict.fromkeys((record.answer, *record.aliases)))
    return Plan(tuple(legs), record.asked, answers, record.answer_sentence, mention, record.question)


def bare(title: str) -> str:
    """A title without its bracket."""
    return _BRACKET.sub("", title)


def plural(noun: str) -> str:
    """`country` → `countries`."""
    if noun.endswith("man") and noun != "human":
        return f"{noun[:-3]}men"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def _leg(node: PathNode, descriptor: str, question: str, before: Stratum, after: str) -> Leg:
    noun, *said = descriptor.split("; ")
    structured = all(part.split(" ")[0].removeprefix(BACK) in RELATIONS or part.startswith("other:") for part in said)
    kind = noun if noun and len(noun.split()) < 4 and structured else node.type
    stratum = STRATUM.get(kind, STRATUM.get(node.type, STRATUM.get(kind.rpartition(" ")[2], "")))
    relations = [part.split(" ")[0] for part in said if " of " not in part] + [after]
    stratum = stratum or ("person" if any(_of_persons(relation) for relation in relations) else "")
    clues = [_clue(part, stratum, question) for part in said if " of " not in part or not _is_step(part, node)]
    names = (bare(node.title), node.title, *([node.anchor_text] if node.anchor_text else []), *node.aliases)
    return Leg(
        title=node.title,
        names=tuple(dict.fromkeys(name for name in names if len(key(name)) > 1)),
        noun=kind or "page",
        relation=node.relation or "",
        clues=tuple(clue for clue in clues if clue) if structured else (),
        sentence=node.sentence or "",
        stratum=stratum,
        before=before,
    )


def _of_persons(relation: str) -> bool:
    """Whether only a person has a relation: an infobox of a kind that no rule knows may still tell of one."""
    return bool(wording(relation, "person", "en").ask) and not wording(relation, "location", "en").ask


def _is_step(part: str, node: PathNode) -> bool:
    return part.startswith(f"{node.relation or 'other:'} of ")


def _clue(part: str, stratum: Stratum, question: str) -> Clue | None:
    """`calling_code 43` as the question says it; None where its value can't be found there."""
    relation, _, sought = part.partition(" ")
    value = _as_written(question, sought)
    if not value:
        return None
    templates = wording(relation, stratum, "en").clause
    text = templates[0] if templates else f"whose {label(relation)} is {{v}}"
    if text[0] == "^":
        return Clue(relation, value, f"{'who' if stratum == 'person' else 'that'} is {value}", before=True)
    if text[0] == "~":
        text = f"{'who comes' if stratum == 'person' else 'that lies'} {text.lstrip('~ ')}"
    for mark, verb in _FORMS.items():
        text = text.replace(mark, verb)
    who, whom = ("who", "whom") if stratum == "person" else ("that", "which")
    text = text.replace("{who}", who).replace("{whom}", whom)
    value_said = value if "the {v}" in text else _with_article(question, value)
    return Clue(relation, value, text.replace("{av}", a(value)).replace("{v}", value_said))


def _as_written(question: str, sought: str) -> str:
    """The words of the question whose key is the one sought, with a sign before them (`+43`, `.mu`)."""
    words = [(found.start(), found.end(), key(found.group())) for found in re.finditer(r"[^\W_]+", question)]
    wanted = sought.split()
    keys = [part for word in words for part in [word[2]]]
    for place in range(len(words) - len(wanted) + 1):
        if keys[place : place + len(wanted)] == wanted:
            start, end = words[place][0], words[place + len(wanted) - 1][1]
            if start and question[start - 1] in "+.":
                start -= 1
            return question[start:end]
    at = key(question).find(sought)
    return sought if at >= 0 else ""


def _with_article(question: str, value: str) -> str:
    """The value with the article that the question gives it."""
    at = question.find(value)
    if at >= 4 and question[at - 4 : at] == "the ":
        return f"the {value}"
    return value


def _shortened(clause: str, first: str) -> str:
    """A clause without the words it shares with the first one: `who was born in Wales and in Cardiff`."""
    words, shared = clause.split(" "), 0
    while shared < len(words) - 1 and words[shared] == [*first.split(" "), ""][shared]:
        shared += 1
    # `that borders` keeps its verb, `was born in` its preposition.
    return " ".join(words[max(shared - 1, 1) :] if shared > 1 else words[shared:] if words[0] == "that" else words)


def _listed(parts: list[str]) -> str:
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"
