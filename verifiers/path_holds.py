"""Check a question's evidence path and answer against the corpus it names, fact by fact.

    Lesotho →borders→ South Africa, "Lesotho is surrounded by South Africa.", capital "Pretoria"        → keep
    the same with the sentence "Lesotho lies in South Africa."  → sentence_missing, detail="Lesotho → South Africa: …"
    the same with the answer "Durban"                           → answer_not_in_corpus

Every page is there in the revision named, every hop is a link that stands where the record says, its relation is a fact
of the page, the answer and its aliases are the value of a fact of the last page, and no other value is right as well.
"""

import re
from calendar import month_name
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, NamedTuple

from synthloom.catalog.corpus.key import key, spaced
from synthloom.schemas.corpus import Corpus, Known
from synthloom.schemas.relations import BACK, RELATIONS
from synthloom.schemas.search import PathNode, SearchQuestion
from synthloom.schemas.steps import Context, Verdict

_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_MONTHS = {name.lower(): str(number) for number, name in enumerate(month_name) if name}
TEXT = ("lead", "text")
"""Origins of facts whose sentence stands in the page's text; others are rows of an infobox or categories."""


class Fault(NamedTuple):
    """What is wrong, first found first."""

    reason: str
    detail: str = ""


@dataclass(frozen=True)
class PathHolds:
    """Keeps records of which every claim about pages, links and facts is true in the corpus."""

    name: ClassVar[str] = "path_holds"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True
    answer_words: int = 6

    async def verify(self, record: SearchQuestion, context: Context) -> Verdict:
        """Reject with the first fault."""
        corpus = context.corpora.open(record.corpus)
        fault = next(self._faults(record, corpus), None)
        return Verdict(True) if fault is None else Verdict(False, fault.reason, detail=fault.detail[:500])

    def _faults(self, record: SearchQuestion, corpus: Corpus) -> Iterator[Fault]:
        yield from _shape(record)
        nodes = []
        for node in record.path:
            place = corpus.node(node.title)
            if place is None or corpus.title(place) != node.title:
                yield Fault("page_missing", node.title)
                return
            yield from _page(node, place, corpus)
            nodes.append(place)
        if len(set(nodes)) < len(nodes):
            yield Fault("cycle", " → ".join(node.title for node in record.path))
        for (source, target), (before, node) in zip(pairwise(nodes), pairwise(record.path), strict=True):
            yield from _hop(f"{before.title} → {node.title}", source, target, node, corpus)
        if len(record.answer.split()) > self.answer_words:
            yield Fault("answer_too_long", record.answer)
        yield from _answer(record, nodes[-1], corpus)


def _shape(record: SearchQuestion) -> Iterator[Fault]:
    """What the record says of itself."""
    roles = [node.role for node in record.path]
    if len(roles) < 2 or roles != ["anchor", *["bridge"] * (len(roles) - 2), "answer"]:
        yield Fault("roles_wrong", " ".join(roles))
    if record.hops != len(roles) - 1:
        yield Fault("hops_wrong", f"{record.hops} hops over {len(roles)} pages")
    if not record.anchor_mention or record.anchor_mention not in record.question:
        yield Fault("anchor_mention_missing", record.anchor_mention)


def _page(node: PathNode, place: int, corpus: Corpus) -> Iterator[Fault]:
    entry = corpus.entry(place)
    if (entry.page_id, entry.revision) != (node.page_id, node.revision):
        yield Fault("revision_differs", f"{node.title}: {node.page_id}@{node.revision}")
    if entry.type != node.type:
        yield Fault("type_differs", f"{node.title}: {node.type!r}, the corpus has {entry.type!r}")
    if made_up := [name for name in node.aliases if name not in (entry.title, *entry.aliases)]:
        yield Fault("alias_missing", f"{node.title}: {made_up[0]}")
    if corpus.graph.excluded[place]:
        yield Fault("page_excluded", node.title)


def _hop(where: str, source: int, target: int, node: PathNode, corpus: Corpus) -> Iterator[Fault]:
    graph = corpus.graph
    if target not in graph.targets[graph.offsets[source] : graph.offsets[source + 1]]:
        yield Fault("link_missing", where)
    facts = [fact for fact in corpus.facts(source) if fact.target == target]
    back = {f"{BACK}{fact.relation}" for fact in corpus.facts(target) if fact.target == source}
    if node.relation and node.relation not in {fact.relation for fact in facts} | back:
        yield Fault("relation_missing", f"{where}: {node.relation}")
    sentence, anchor = node.sentence or "", node.anchor_text or ""
    if not _stands(sentence, facts, corpus.text(source)):
        yield Fault("sentence_missing", f"{where}: {sentence}")
    if not key(anchor) or spaced(anchor) not in spaced(sentence):
        yield Fault("anchor_text_missing", f"{where}: {anchor!r} in {sentence}")
    linked = (mention.anchor for mention in corpus.mentions(source, target))
    if not any(spaced(anchor) in spaced(words) for words in (*linked, *(fact.value for fact in facts))):
        yield Fault("anchor_text_missing", f"{where}: {anchor!r} is no link")


def _answer(record: SearchQuestion, place: int, corpus: Corpus) -> Iterator[Fault]:
    where = f"{record.path[-1].title}: {record.asked} {record.answer!r}"
    asked = [fact for fact in corpus.facts(place) if fact.relation == record.asked]
    told = [fact for fact in asked if _is_value(record.answer, fact)]
    if not told:
        yield Fault("answer_not_in_corpus", where)
    elif not _stands(record.answer_sentence, told, corpus.text(place), of_fact=True):
        yield Fault("answer_sentence_missing", f"{where}: {record.answer_sentence}")
    elif _is_date(told[0]) and _doubtful(record.answer, record.answer_sentence):
        yield Fault("date_doubtful", f"{where}: {record.answer_sentence}")
    for alias in record.aliases:
        if told and not any(_is_form(alias, record.answer, fact, corpus) for fact in told):
            yield Fault("answer_alias_wrong", f"{where}: {alias!r}")
    right = [_parts(form) for form in (record.answer, *record.aliases)]
    for fact in asked:
        parts = _parts(fact.value)
        if not any(parts <= form or parts >= form for form in right):
            yield Fault("several_answers", f"{where}, but also {fact.value!r}")


def _is_value(answer: str, fact: Known) -> bool:
    """Whether an answer is a fact's value, or its value without a bracket, or the date, or its year, of a value."""
    wanted = key(answer)
    if wanted and wanted in (fact.key, key(_BRACKET.sub("", fact.value))):
        return True
    parts = _parts(answer)
    dated = _is_date(fact) and any(len(part) in (3, 4) for part in parts)
    return dated and all(part.isdigit() for part in parts) and parts <= _parts(fact.value)


def _is_date(fact: Known) -> bool:
    relation = RELATIONS.get(fact.relation)
    return relation is not None and relation.kind == "date"


def _doubtful(answer: str, sentence: str) -> bool:
    """Whether a sentence gives a year as before Christ, as about so, or as one of two, and the answer doesn't."""
    year = re.search(r"\d{3,4}", answer)
    if year is None:
        return False
    before = rf"(?:\b(?:circa|about|around|before|after|or)|\bca?\.|[~<>]) ?{year[0]}\b"
    after = rf"\b{year[0]}(?:[\d /–-]*(?:BCE?\b|B\. ?C|v\. ?Chr|до н|\?)| or \d)"
    return re.search(before, sentence) is not None or re.search(after, sentence) is not None


def _is_form(alias: str, answer: str, fact: Known, corpus: Corpus) -> bool:
    """Whether an alias says what the answer says: spaces and an article aside, or as the page linked to is called."""
    if _is_value(alias, fact) or _solid(alias) in (_solid(answer), _solid(fact.value)):
        return True
    names = corpus.entry(fact.target).aliases if fact.target >= 0 else ()
    return key(alias) in {key(name) for name in (*names, *(corpus.title(fact.target) for _ in names))}


def _solid(text: str) -> str:
    return key(text).removeprefix("the ").replace(" ", "")


def _parts(text: str) -> frozenset[str]:
    """The words of a key, with months as numbers and no leading zeros: one set for all ways to write a date."""
    return frozenset(_MONTHS.get(word, word.lstrip("0") or "0") for word in key(text).split())


def _stands(sentence: str, facts: Iterable[Known], text: str, of_fact: bool = False) -> bool:
    """Whether a sentence is a fact's and, unless it is a row of an infobox or a category, stands in the text.

    Without `of_fact` any sentence of the text will do: a link may stand where no fact was read.
    """
    origins = {fact.origin for fact in facts if fact.sentence == sentence}
    if origins - set(TEXT):
        return True
    return bool(sentence.strip()) and (bool(origins) or not of_fact) and _flat(sentence) in _flat(text)


def _flat(text: str) -> str:
    return " ".join(text.split())
