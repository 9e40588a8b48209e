"""What a path gives to ask about: roles, evidence, and the record that either engine fills in.

    walk (Ray → Taylor Hackford), relation director
    → PathNode("Ray", "anchor"), PathNode("Taylor Hackford", "answer", relation="director",
               anchor_text="Taylor Hackford", sentence="It was directed by Taylor Hackford.")

A walk that gives no question is told apart by the reason of an `Unaskable`, and counted by it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from synthloom.catalog.corpus.key import key
from synthloom.generators.asking.answering import Asked
from synthloom.generators.asking.names import Forbidden, forbidden
from synthloom.generators.asking.uniqueness import Incoming
from synthloom.generators.asking.wording import LINK
from synthloom.schemas.corpus import Corpus, Known
from synthloom.schemas.relations import BACK
from synthloom.schemas.search import PathNode, Walk


class Unaskable(Exception):
    """A walk that gives no question, with its `snake_case` reason."""


class Evidence(NamedTuple):
    """A walk with its nodes and the facts that its links state; the anchor's fact is None."""

    walk: Walk
    nodes: tuple[int, ...]
    facts: tuple[Known | None, ...]


def gather(corpus: Corpus, walk: Walk) -> Evidence:
    """The evidence of a walk. Raises `Unaskable`."""
    nodes = list[int]()
    for title in walk.titles:
        node = corpus.node(title)
        if node is None:
            raise Unaskable("page_missing")
        nodes.append(node)
    facts: list[Known | None] = [None]
    for before, relation, node in zip(nodes, walk.relations, nodes[1:], strict=False):
        if relation.startswith(BACK):
            facts.append(_pointing_back(corpus, before, relation, node))
            continue
        stated = [f for f in corpus.facts(before) if f.relation == relation and f.target == node]
        if not stated and (relation or corpus.info.language == "en"):
            raise Unaskable("no_relation")
        facts.append(stated[0] if stated else _linked(corpus, before, node))
    return Evidence(walk, tuple(nodes), tuple(facts))


def _pointing_back(corpus: Corpus, before: int, relation: str, node: int) -> Known:
    """A link over which the page linked to says what joins the two. Raises `Unaskable`."""
    stated = [f for f in corpus.facts(node) if f.relation == relation.removeprefix(BACK) and f.target == before]
    linked = [m for m in corpus.mentions(before, node) if m.sentence and m.sentence in corpus.text(before)]
    if not stated or not linked:
        raise Unaskable("no_relation")
    return Known(relation, linked[0].anchor, key(linked[0].anchor), node, linked[0].sentence, stated[0].origin)


def _linked(corpus: Corpus, before: int, node: int) -> Known:
    """A link as a fact that says no more than that. Raises `Unaskable`."""
    mentions = corpus.mentions(before, node)
    if not mentions:
        raise Unaskable("no_relation")
    return Known(LINK, mentions[0].anchor, key(mentions[0].anchor), node, mentions[0].sentence, "text")


def incoming(corpus: Corpus, evidence: Evidence, index: int) -> Incoming | None:
    """The step into a node; None for the anchor."""
    fact = evidence.facts[index]
    if fact is None:
        return None
    others = [f for f in corpus.facts(evidence.nodes[index - 1]) if f.relation == fact.relation and f.target < 0]
    return Incoming(evidence.walk.titles[index - 1], fact.relation, fact.origin == "infobox", bool(others))


def masked(corpus: Corpus, evidence: Evidence, asked: Asked) -> Forbidden:
    """What the question must not hold: names of all nodes, the answer, and words made from them."""
    entries = [corpus.entry(node) for node in evidence.nodes]
    names = [name for entry in entries for name in (entry.title, *entry.aliases)]
    return forbidden(names, (asked.answer, *asked.aliases))


def path_nodes(corpus: Corpus, evidence: Evidence) -> tuple[PathNode, ...]:
    """The evidence path of the record."""
    made = list[PathNode]()
    for index, (node, fact) in enumerate(zip(evidence.nodes, evidence.facts, strict=True)):
        entry = corpus.entry(node)
        role = "anchor" if index == 0 else "answer" if index == len(evidence.nodes) - 1 else "bridge"
        anchor_text, sentence = _link(corpus, evidence.nodes[index - 1], node, fact) if fact else (None, None)
        made.append(
            PathNode(
                title=entry.title,
                role=role,
                type=entry.type,
                page_id=entry.page_id,
                revision=entry.revision,
                aliases=entry.aliases,
                relation=fact.relation if fact and fact.relation != LINK else None,
                anchor_text=anchor_text,
                sentence=sentence,
            )
        )
    return tuple(made)


def _link(corpus: Corpus, before: int, node: int, fact: Known) -> tuple[str, str]:
    """The words a link stands on and the sentence that states the relation."""
    stating = [mention for mention in corpus.mentions(before, node) if mention.sentence == fact.sentence]
    return (stating[0].anchor if stating else fact.value), fact.sentence


def reversed_nodes(evidence: Evidence) -> Sequence[int]:
    """Indices from the answer node, the farthest, to the anchor."""
    return range(len(evidence.nodes) - 1, -1, -1)
