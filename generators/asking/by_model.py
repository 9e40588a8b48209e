"""A question from a path by models: a writer proposes, a judge accepts, and code holds the paper's three invariants.

    canonical  "In which year was the director of Ray born?"                       (writer, all names still in it)
    Ray        → "the 2004 biographical film about a blind pianist"                (proposed, accepted by the judge)
    question   "In which year was the director of the 2004 biographical film about a blind pianist born?"

The names are replaced from the farthest bridge to the anchor. Invariants: the writer's answer is ours; one page fits,
by query where a proposal names facts that the corpus has; no name of the path is left. Prompts stand at the bottom.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from pydantic import BaseModel

from synthloom.catalog.corpus.key import key
from synthloom.generators.asking.answering import Asked
from synthloom.generators.asking.by_rules import Drafted
from synthloom.generators.asking.drafting import Evidence, Unaskable, incoming, masked, reversed_nodes
from synthloom.generators.asking.names import Forbidden, forbidden, leak
from synthloom.generators.asking.subjects import Subject
from synthloom.generators.asking.uniqueness import conditions, query, rules_out, titles
from synthloom.generators.asking.values import sought
from synthloom.schemas.corpus import Corpus, Known
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.search import Proof, Rewrite
from synthloom.schemas.steps import Message, Model, Text

LONGEST_LEAD = 1500
"""Characters of a page's lead that go into a prompt."""
MOST_SHOWN = 40
"""Facts of a page that go into a prompt."""


class Canonical(BaseModel):
    """What the writer answers first."""

    question: str
    answer: str


class UsedFact(BaseModel):
    """A fact that a description rests on, as it was listed."""

    relation: str
    value: str


class Proposal(BaseModel):
    """One description."""

    phrase: str
    facts: list[UsedFact]


class Proposals(BaseModel):
    """What the writer answers for each name."""

    descriptions: list[Proposal]


class Ruling(BaseModel):
    """What the judge answers: every entity it can think of that fits."""

    fitting: list[str]
    unique: bool


async def draft(
    corpus: Corpus,
    evidence: Evidence,
    subjects: tuple[Subject, ...],
    asked: Asked,
    random: Random,
    proposals: int,
    writer: Model,
    judge: Model,
) -> Drafted:
    """The question of a path. Raises `Unaskable`."""
    banned = masked(corpus, evidence, asked)
    canonical = await _canonical(corpus, evidence, asked, writer)
    text, anchor = canonical, ""
    proofs, log = list[Proof](), list[Rewrite]()
    for index in reversed_nodes(evidence):
        if index == len(subjects) - 1:
            continue
        offered = await _propose(corpus, evidence, subjects[index], text, proposals, writer)
        for tried, (proposal, proof) in enumerate(_ranked(corpus, evidence, index, subjects, offered, random), 1):
            phrase = proposal.phrase.strip().rstrip(".")
            after = _replaced(text, subjects[index], phrase)
            if after and not leak(phrase, banned) and await _unique(judge, after, phrase, subjects[index]):
                judged = f"query+{judge.name}" if proof else judge.name
                title = evidence.walk.titles[index]
                log.append(Rewrite(title=title, before=text, after=after, proposals=tried, judge=judged))
                proofs += [proof] if proof else []
                text, anchor = after, phrase
                break
        else:
            raise Unaskable("anchor_not_describable" if index == 0 else "bridge_not_describable")
    if leak(text, banned):
        raise Unaskable("name_left")
    anchor = anchor if anchor in text else f"{anchor[:1].upper()}{anchor[1:]}"
    return Drafted(text, canonical, anchor, tuple(reversed(proofs)), tuple(log))


async def _canonical(corpus: Corpus, evidence: Evidence, asked: Asked, writer: Model) -> str:
    last = evidence.nodes[-1]
    steps = [
        {"page": before, "relation": fact.relation, "leads_to": title, "sentence": fact.sentence}
        for (before, title), fact in zip(pairwise(evidence.walk.titles), evidence.facts[1:], strict=True)
        if fact
    ]
    row = row_block(path=steps, last_page=_page(corpus, last), asked_for=asked.fact.relation)
    reply = await writer.chat(_messages(CANONICAL, row), Canonical)
    question = " ".join(reply.question.split())
    if key(reply.answer) not in {key(form) for form in (asked.answer, *asked.aliases)}:
        raise Unaskable("answer_changed")
    if leak(question, _names(corpus, last, (asked.answer,))):
        raise Unaskable("name_left")
    if any(
        not _replaced(question, (*corpus.entry(node).aliases, corpus.title(node)), "x") for node in evidence.nodes[:-1]
    ):
        raise Unaskable("path_not_in_question")
    return question


async def _propose(
    corpus: Corpus, evidence: Evidence, subject: Subject, text: str, proposals: int, writer: Model
) -> list[Proposal]:
    never = [corpus.title(node) for node in evidence.nodes]
    row = row_block(question=text, name=subject.entry.title, page=_page(corpus, subject.node), never_write=never)
    reply = await writer.chat(_messages(PROPOSE.format(count=proposals), row), Proposals)
    return [proposal for proposal in reply.descriptions[:proposals] if proposal.phrase.strip()]


def _ranked(
    corpus: Corpus,
    evidence: Evidence,
    index: int,
    subjects: Sequence[Subject],
    offered: Sequence[Proposal],
    random: Random,
) -> list[tuple[Proposal, Proof | None]]:
    """Proposals in the order to judge them: first those that a query proves, then those it can't check."""
    proved, unchecked = list[tuple[Proposal, Proof | None]](), list[tuple[Proposal, Proof | None]]()
    entry = subjects[index].entry
    for proposal in offered:
        facts = _known(corpus, subjects[index].node, proposal)
        if not facts:
            unchecked.append((proposal, None))
            continue
        sql = query(conditions(corpus, entry, incoming(corpus, evidence, index), facts))
        found = titles(corpus, sql)
        if found == (entry.title,):
            proof = Proof(title=entry.title, descriptor=proposal.phrase, query=sql, matches=found)
            proved.append((proposal, proof))
        elif not any(map(rules_out, facts)):
            unchecked.append((proposal, None))
    random.shuffle(proved)
    random.shuffle(unchecked)
    return proved + unchecked


def _known(corpus: Corpus, node: int, proposal: Proposal) -> list[Known]:
    """The facts a proposal names, if the page has every one of them."""
    stated = corpus.facts(node)
    found = list[Known]()
    for used in proposal.facts:
        like = [f for f in stated if f.relation == used.relation and key(used.value) in (f.key, sought(f))]
        if not like or not sought(like[0]):
            return []
        found.append(like[0])
    return found


async def _unique(judge: Model, question: str, phrase: str, subject: Subject) -> bool:
    reply = await judge.chat(_messages(JUDGE, row_block(question=question, phrase=phrase)), Ruling)
    ours = {key(name) for name in (subject.entry.title, *subject.entry.aliases)}
    return reply.unique and len(reply.fitting) == 1 and key(reply.fitting[0]) in ours


def _replaced(text: str, subject: Subject | Sequence[str], phrase: str) -> str:
    """The text with every name of a page replaced; empty where none stands in it."""
    names = (subject.entry.title, *subject.entry.aliases) if isinstance(subject, Subject) else subject
    longest_first = sorted({name for name in names if len(name) > 2}, key=lambda name: (-len(name), name))
    pattern = rf"(?:\b[Tt]he )?(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)" if longest_first else r"(?!)"
    after, count = re.subn(pattern, lambda _: phrase, text)
    return f"{after[:1].upper()}{after[1:]}" if count else ""


def _names(corpus: Corpus, node: int, whole: Sequence[str]) -> Forbidden:
    entry = corpus.entry(node)
    return forbidden((entry.title, *entry.aliases), whole)


def _page(corpus: Corpus, node: int) -> dict[str, object]:
    entry = corpus.entry(node)
    facts = [{"relation": fact.relation, "value": fact.value} for fact in corpus.facts(node)[:MOST_SHOWN]]
    return {"title": entry.title, "type": entry.type, "lead": entry.lead[:LONGEST_LEAD], "facts": facts}


def _messages(rules: str, row: str) -> list[Message]:
    return [Message("system", (Text(f"{rules}\n{ROW_NOTE}"),)), Message("user", (Text(row),))]


CANONICAL = """You write one multi-hop question in fluent English. You get a path of encyclopedia pages, for each step
the relation and the sentence that states it, and the last page with its facts. The question asks for the value that the
last page gives for `asked_for`. Name every page of the path once, by its title, except the last: refer to it only
through the path and the attribute asked for. Neither the last page's name nor the answer may stand in the question.
Answer it from the last page in at most six words.
Reply with JSON only: {"question": "...", "answer": "..."}"""

PROPOSE = """You get a question, a name in it, and that name's encyclopedia page. Write {count} different descriptions
that could stand in the question in place of the name: noun phrases in fluent English, such as "the landlocked kingdom
that became independent in 1966". Each must fit this one page and no other, be true by the page, and not give the name
away: no title in `never_write`, no part of one, and no word made from one (`French` for France). Prefer facts that are
listed, and list the ones each description rests on exactly as given; list none it doesn't rest on.
Reply with JSON only: {{"descriptions": [{{"phrase": "...", "facts": [{{"relation": "...", "value": "..."}}]}}]}}"""

JUDGE = """You get a question in which a phrase stands for something that isn't named. Name every real entity that the
phrase could mean in this question. `unique` is true only when exactly one entity fits and you are sure which.
Reply with JSON only: {"fitting": ["..."], "unique": true}"""
