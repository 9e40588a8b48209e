"""Sentences from a path of descriptions: one nested question, or statements that lead up to a short one.

    kingdom "whose capital is Maseru" · borders → country "that became independent in 1910", asked for the capital
    → nested     What is the capital of the country that became independent in 1910 and borders the kingdom whose
                 capital is Maseru?
    → led up to  The kingdom whose capital is Maseru borders a country that became independent in 1910. What is the
                 capital of this country?

Many ways to say it are drawn and scored, and the best is taken: no long phrase between a verb and its end, no chain of
`of`, nothing that `this country` could mean twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from synthloom.generators.asking.describing import WITH_YEAR, Clause
from synthloom.generators.asking.names import a, with_article
from synthloom.generators.asking.subjects import Subject
from synthloom.generators.asking.uniqueness import SYMMETRIC
from synthloom.generators.asking.values import phrase

DRAWS = 64
"""Ways to say it that are drawn."""
_ORDINALS = ("", "second", "third", "fourth", "fifth")
_RELATIVE = re.compile(r"\b(?:who|whom|whose|that|which|where)\b")
_OPENING = re.compile(r"\b(?:who|whom|whose|that|which|where) (\w+ \w+)")
_OF_CHAIN = re.compile(r"\bof (?:the )?[\w-]+(?: [\w-]+)? of (?:the )?[\w-]+(?: [\w-]+)? of\b")


@dataclass(frozen=True)
class Step:
    """One node of the path in words; for the anchor the relation and wordings of the step into it are empty."""

    subject: Subject
    modifier: str
    clauses: tuple[Clause, ...]
    relation: str = ""
    into: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """One way to say a path: after which nodes a sentence ends, and which wording each step and the question take."""

    cuts: tuple[int, ...]
    joins: tuple[int, ...]
    """Cuts whose statement goes on in the sentence of the one before: `a city that lies in a country`."""
    into: tuple[str, ...]
    says: tuple[str, ...]
    ask: str


@dataclass(frozen=True)
class Said:
    """A rendered question and the words in it that stand for the anchor."""

    text: str
    anchor: str
    penalty: float


def compose(steps: Sequence[Step], asks: Sequence[str], random: Random) -> tuple[Plan, Said]:
    """The best of many drawn ways to say a path. Raises `ValueError` where no wording joins two nodes."""
    nobody = frozenset[int]()
    drawn = [_draw(steps, asks, random) for _ in range(DRAWS)]
    said = [(plan, render(steps, plan, nobody)) for plan in dict.fromkeys(drawn)]
    return min(said, key=lambda pair: pair[1].penalty)


def _draw(steps: Sequence[Step], asks: Sequence[str], random: Random) -> Plan:
    into = tuple(_wording_into(step, random) for step in steps)
    says = tuple(random.choice(step.says) if step.says else "" for step in steps)
    places = [i for i in range(1, len(steps)) if says[i]]
    cuts = sorted(random.sample(places, random.randint(0, len(places))))
    empty = set[int]()
    joins = {i for i in cuts if i - 1 in cuts and says[i].startswith("{s} ") and random.random() < 0.6}
    for i in reversed(cuts):
        if not steps[i].clauses and i + 1 not in joins:  # `lies in a country.` would tell nothing
            joins.discard(i)
            empty.add(i)
    kept = tuple(i for i in cuts if i not in empty)
    return Plan(kept, tuple(sorted(joins)), into, says, random.choice(list(asks)))


def _wording_into(step: Step, random: Random) -> str:
    if step.of and not step.clauses and random.random() < 0.6:
        return random.choice(step.of)
    return random.choice(step.into) if step.into else ""


def render(steps: Sequence[Step], plan: Plan, named: frozenset[int]) -> Said:
    """A path said in one way, with the nodes of `named` by name and all others described."""
    penalty = 0.0
    sentences = list[str]()
    anchor = _name(steps[0]) if 0 in named else _noun_phrase(steps[0], "the")
    current, at = anchor, 0
    for cut in plan.cuts:
        if cut in plan.joins:
            continue
        for i in range(at + 1, cut):
            current, cost = _nested(steps, plan, i, current, named)
            penalty += cost
        penalty += 0.2 * max(0, len(current.split()) - 12) + (2.0 if sentences and cut - at > 1 else 0.0)
        told, at = _told(steps, plan, cut, named)
        template = _on_islands(steps[cut - 1].subject.inflected(plan.says[cut]), steps[cut])
        told += "," if "," in told and not template.endswith("{v}") else ""
        sentences.append(_sentence(template.replace("{s}", current).replace("{v}", told)))
        current = " ".join(f"this {_ordinal(steps, at)} {steps[at].subject.noun}".split())
    for i in range(at + 1, len(steps)):
        current, cost = _nested(steps, plan, i, current, named)
        penalty += cost
    question = steps[-1].subject.inflected(plan.ask)
    penalty += _held_open(question.rstrip("?"), current)
    sentences.append(question.replace("{s}", current))
    text = " ".join(sentences)
    return Said(text, anchor if anchor in text else _upper(anchor), penalty + _clumsy(text, sentences))


def _ordinal(steps: Sequence[Step], index: int) -> str:
    """`second` for the second country of a path, so that `this second country` is clear; empty for the first."""
    noun = steps[index].subject.noun
    alike = [step for step in steps[:index] if step.subject.noun == noun or step.subject.noun.endswith(f" {noun}")]
    return _ORDINALS[len(alike)]


def _nested(steps: Sequence[Step], plan: Plan, i: int, before: str, named: frozenset[int]) -> tuple[str, float]:
    """A node as a noun phrase that holds the phrase of the node before it."""
    step, template = steps[i], plan.into[i]
    filled = step.subject.pronouns(steps[i - 1].subject.inflected(template))
    cost = _held_open(filled, before)
    if template in step.of:
        phrase = filled.replace("{s}", before)
    elif i in named:
        phrase = f"the {step.subject.noun} {filled.replace('{s}', before)}"
    else:
        phrase = _noun_phrase(step, "the", filled, before)
    return (f"{_name(step)} ({phrase})" if i in named else phrase), cost


def _on_islands(says: str, step: Step) -> str:
    """A thing is in a country, but on an island."""
    return says.replace(" in {v}", " on {v}") if step.subject.noun.endswith("island") else says


def _told(steps: Sequence[Step], plan: Plan, cut: int, named: frozenset[int]) -> tuple[str, int]:
    """A node as a statement brings it in, `a country that …` or `a second country, which …`, and the last one told."""
    step, ordinal, last = steps[cut], _ordinal(steps, cut), cut
    told = [_as_relative(step.subject, clause) for clause in step.clauses if clause.place != "relative" and ordinal]
    told += [_also(text) if relation == step.relation else text for relation, text in _relatives(step)]
    told = [] if cut in named else told
    if cut + 1 in plan.joins:
        following, last = _told(steps, plan, cut + 1, named)
        says = _on_islands(steps[cut].subject.inflected(plan.says[cut + 1]).removeprefix("{s} "), steps[cut + 1])
        told.append(f"{'who' if step.subject.person else 'that'} {says.replace('{v}', following)}")
    if ordinal or cut in named:
        noun = _name(step) if cut in named else f"a {ordinal} {step.subject.noun}"
        return f"{noun}, {_joined([_aside(text) for text in told])}" if told else noun, last
    noun = a(_noun(step, step.modifier, step.clauses))
    return f"{noun} {_joined(told)}" if told else noun, last


def _as_relative(subject: Subject, clause: Clause) -> str:
    """Words before or after a noun as a clause: a second `German philosopher` would make the first German too."""
    verb = "lies" if clause.place == "after" and not subject.person else "{is}"
    return subject.pronouns(subject.inflected(f"{{who}} {verb} {clause.text}"))


def _noun_phrase(step: Step, article: str, into: str = "", before: str = "") -> str:
    """`the country in Africa that became independent in 1910 and borders …`."""
    alike = [
        c for c in step.clauses if into and c.place == "relative" and c.fact.relation == step.relation in SYMMETRIC
    ]
    told = [text for relation, text in _relatives(step) if not (alike and relation == step.relation)]
    if alike:
        told.append(into.replace("{s}", f"both {phrase(alike[0].fact)} and {before}"))
    elif into:
        told.append(into.replace("{s}", before))
    head = f"{article} {_noun(step, step.modifier, step.clauses)}"
    return f"{head} {_joined(told)}" if told else head


def _relatives(step: Step) -> list[tuple[str, str]]:
    """The relative clauses by relation, a date joined to the clause that shares its verb."""
    texts = {c.fact.relation: c.text for c in step.clauses if c.place == "relative"}
    for relation, date in WITH_YEAR.items():
        if relation in texts and date in texts:
            texts[relation] += texts.pop(date)[-len(" in 1879") :]
    return list(texts.items())


def _noun(step: Step, modifier: str, clauses: Sequence[Clause]) -> str:
    before = [c.text for c in clauses if c.place == "before"]
    after = [c.text for c in clauses if c.place == "after"]
    return " ".join((*before, modifier, step.subject.noun, *after)).replace("  ", " ").strip()


def _also(clause: str) -> str:
    return clause.replace("that ", "that also ", 1) if clause.startswith("that ") else clause


def _aside(clause: str) -> str:
    return clause.replace("that ", "which ", 1) if clause.startswith("that ") else clause


def _joined(relatives: Sequence[str]) -> str:
    """Relative clauses as one: a pronoun that all share isn't repeated; after another clause a `that` is a `which`."""
    first, *others = [clause.split(" ", 1) for clause in relatives]
    shared = first[0] in ("who", "that", "which") and all(p == first[0] and _is_verb(rest) for p, rest in others)
    told = [rest if shared else f"{'which' if p == 'that' else p} {rest}" for p, rest in others]
    return ", ".join((relatives[0], *told[:-1])) + (f" and {told[-1]}" if told else "")


def _is_verb(rest: str) -> bool:
    """Whether what follows a pronoun is its verb, not another subject (`that the planet orbits`)."""
    return rest.split(" ", 1)[0] not in ("the", "this", "a", "an", "{s}")


def _name(step: Step) -> str:
    return with_article(re.sub(r"\s*\([^()]*\)$", "", step.subject.entry.title))


def _sentence(text: str) -> str:
    return f"{_upper(text)}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _held_open(template: str, phrase: str) -> float:
    """What a reader pays who waits for the end of a clause over a long phrase."""
    tail = template.split("{s}")[-1].split()
    return 0.4 * max(0, len(phrase.split()) - 5) if tail else 0.0


def _clumsy(text: str, sentences: Sequence[str]) -> float:
    """What long sentences, clauses within clauses, and chains of `of` cost."""
    words = len(text.split())
    penalty = 0.5 * max(0, words - 50) + 1.0 * max(0, 12 - words)
    penalty += sum(0.3 * max(0, len(sentence.split()) - 25) for sentence in sentences)
    penalty += sum(1.0 * max(0, len(_RELATIVE.findall(sentence)) - 2) for sentence in sentences)
    penalty += sum(2.0 * _said_again(sentence) for sentence in sentences)
    return penalty + 0.3 * len(sentences) + 4.0 * len(_OF_CHAIN.findall(text))


def _said_again(sentence: str) -> int:
    """Relative clauses of one sentence that begin like another of it: `that came after the album that came after`."""
    openings = _OPENING.findall(sentence)
    return len(openings) - len(set(openings))
