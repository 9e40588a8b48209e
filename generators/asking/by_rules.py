"""A question from a path by rules: facts as descriptors, every one proved unique by query, sentences by table.

    Lesotho · borders → South Africa, asked for its capital
    → canonical "What is the capital of the country that borders Lesotho?"
      question  "The kingdom whose capital is Maseru borders a country that became independent in 1910. What is the
                 capital of this country?" with the proofs of both descriptions and a log of what replaced each name

In the canonical question the last page stands as its kind, since a question that names it would ask of one page only.
"""

import re
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import NamedTuple

from synthloom.generators.asking.answering import Asked
from synthloom.generators.asking.composing import Step, compose, render
from synthloom.generators.asking.describing import Described, describe, needs_path, prove, same_verb
from synthloom.generators.asking.drafting import Evidence, Unaskable, incoming, masked, reversed_nodes
from synthloom.generators.asking.names import Forbidden, leak
from synthloom.generators.asking.subjects import Subject
from synthloom.generators.asking.uniqueness import SYMMETRIC
from synthloom.generators.asking.wording import Wording, wording
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.relations import BACK
from synthloom.schemas.search import Proof, Rewrite

_FORWARD = {"followed_by": True, f"{BACK}follows": True, "follows": False, f"{BACK}followed_by": False}
"""Steps along a series, and which way they go."""


_ECHO = re.compile(r"\b(?:that|which|who) (\w+ \w+ \w+) the (?:[\w-]+ ){1,3}(?:that|which|who) \1\b")
"""`the album that came directly after the album that came directly after …`: of the ways to say it, none was better."""


class Drafted(NamedTuple):
    """What an engine makes of a path."""

    question: str
    canonical: str
    anchor_mention: str
    proofs: tuple[Proof, ...]
    rewriting: tuple[Rewrite, ...]


def draft(
    corpus: Corpus, evidence: Evidence, subjects: tuple[Subject, ...], asked: Asked, random: Random, proposals: int
) -> Drafted:
    """The question of a path. Raises `Unaskable`."""
    if _there_and_back(evidence, subjects):
        raise Unaskable("there_and_back")
    banned = masked(corpus, evidence, asked)
    described = _descriptions(corpus, evidence, subjects, asked, banned, random, proposals)
    steps = [_step(evidence, subjects, described, index) for index in range(len(subjects))]
    if any(not step.into for step in steps[1:]):
        raise Unaskable("no_wording")
    plan, said = compose(steps, asked.templates, random)
    if leak(said.text, banned):
        raise Unaskable("name_left")
    if _ECHO.search(said.text):
        raise Unaskable("says_it_twice")
    proofs = tuple(prove(corpus, found) for found in described)
    if any(proof.matches != (proof.title,) for proof in proofs):
        raise Unaskable("not_unique")
    bare = [step if index < len(steps) - 1 else _bare(step) for index, step in enumerate(steps)]
    named = frozenset(range(len(steps) - 1))
    canonical = before = render(bare, plan, named).text
    log = list[Rewrite]()
    for index in reversed_nodes(evidence):
        named -= {index}
        after = render(steps, plan, named).text
        if after != before:
            title = evidence.walk.titles[index]
            log.append(
                Rewrite(title=title, before=before, after=after, proposals=described[index].tried, judge="query")
            )
        before = after
    return Drafted(said.text, canonical, said.anchor, proofs, tuple(log))


def _descriptions(
    corpus: Corpus,
    evidence: Evidence,
    subjects: tuple[Subject, ...],
    asked: Asked,
    banned: Forbidden,
    random: Random,
    proposals: int,
) -> list[Described]:
    """Each page of the path described, the anchor first. Raises `Unaskable` where one can't be."""
    described = list[Described]()
    for index, subject in enumerate(subjects):
        onward = evidence.facts[index + 1] if index + 1 < len(subjects) else asked.fact
        left_out = same_verb(onward.relation) if onward else ()
        into = incoming(corpus, evidence, index)
        if into and into.relation.startswith(BACK) and into.relation.removeprefix(BACK) not in SYMMETRIC:
            left_out += same_verb(into.relation.removeprefix(BACK))
        wanted = 1 if into is None or random.random() < 0.5 else 0
        found = describe(corpus, subject, into, banned, left_out, random, proposals, wanted)
        if found is None:
            raise Unaskable("anchor_not_describable" if index == 0 else "bridge_not_describable")
        if index == len(subjects) - 1 and not needs_path(corpus, found):
            raise Unaskable("path_not_needed")
        described.append(found)
    return described


def _there_and_back(evidence: Evidence, subjects: tuple[Subject, ...]) -> bool:
    """Whether a step undoes the one before it.

    In words: `whose currency is the currency of the country that …`. Or in a series: what came before the song that
    came after another is that other, and where the path leads elsewhere, its pages contradict each other.
    """
    relations = [fact.relation for fact in evidence.facts if fact]
    pairs = list(pairwise(relations))
    turns = any({_FORWARD.get(relation), _FORWARD.get(back)} == {True, False} for relation, back in pairs)
    return turns or any(
        back == f"{BACK}{relation}" and wording(relation, subject.entry.stratum, subject.language).of
        for subject, (relation, back) in zip(subjects, pairs, strict=False)
    )


def _step(evidence: Evidence, subjects: tuple[Subject, ...], described: list[Described], index: int) -> Step:
    fact = evidence.facts[index]
    if fact is None:
        return Step(subjects[index], described[index].modifier, described[index].clauses)
    if fact.relation.startswith(BACK):
        return _step_back(fact.relation.removeprefix(BACK), subjects[index], described[index])
    before = subjects[index - 1]
    row: Wording = wording(fact.relation, before.entry.stratum, before.language)
    return Step(
        subjects[index], described[index].modifier, described[index].clauses, fact.relation, row.into, row.says, row.of
    )


def _step_back(relation: str, subject: Subject, described: Described) -> Step:
    """A step whose fact the page it leads to has: the words that would describe that page by the one before it."""
    row = wording(relation, subject.entry.stratum, subject.language)
    if relation in SYMMETRIC:
        return Step(subject, described.modifier, described.clauses, relation, row.into, row.says, row.of)
    relative = (clause for clause in row.clause if clause[0] not in "~^" and "{av}" not in clause)
    into = tuple(subject.inflected(clause).replace("{v}", "{s}") for clause in relative)
    plain = [subject.inflected(text) for text in row.says if text.startswith("{s} ")]
    says = tuple(text.replace("{v}", "{}").replace("{s}", "{v}").replace("{}", "{s}") for text in plain)
    return Step(subject, described.modifier, described.clauses, relation, into, says)


def _bare(step: Step) -> Step:
    return replace(step, modifier="", clauses=())
