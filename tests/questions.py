"""A question of three pages, as the steps after `ask` get it."""

from typing import Any

from synthloom.schemas.search import PathNode, Proof, SearchQuestion


def _node(title: str, role: Any, type_: str, *aliases: str, relation: str | None = None) -> PathNode:
    return PathNode(
        title=title, role=role, type=type_, page_id=1, revision=2, aliases=aliases, relation=relation,
        anchor_text=title if relation else None, sentence=f"It links to {title}." if relation else None,
    )  # fmt: skip


def question(**changes: Any) -> SearchQuestion:
    """Lesotho, South Africa, its anthem."""
    fields: dict[str, Any] = {
        "id": "q1", "group_id": "Lesotho", "source": "small", "revision": "r1", "licence": "CC0-1.0",
        "question": "What is the currency of the land that surrounds the country whose capital was founded in 1869?",
        "answer": "South African rand", "aliases": ("rand",), "hops": 1, "asked": "currency",
        "answer_sentence": "currency: South African rand",
        "path": (
            _node("Lesotho", "anchor", "country", "Kingdom of Lesotho"),
            _node("South Africa", "answer", "land", "RSA", relation="borders"),
        ),
        "canonical_question": "What is the currency of South Africa, which surrounds Lesotho?",
        "proofs": (
            Proof(title="Lesotho", descriptor="country", query="SELECT 1", matches=("Lesotho",)),
            Proof(title="South Africa", descriptor="land", query="SELECT 2", matches=("South Africa",)),
        ),
        "rewriting": (), "anchor_mention": "the country whose capital was founded in 1869",
        "corpus": "c", "corpus_name": "small", "language": "en", "profile": "small", "engine": "rules",
    }  # fmt: skip
    return SearchQuestion(**{**fields, **changes})
