"""Run the proofs again that each description of a question fits one page only.

    Proof("South Africa", "SELECT title FROM pages WHERE … key = '1910' …", ("South Africa",)) over the same corpus
    → keep; with a question that doesn't say 1910: proof_fails; where Somalia fits as well: not_unique

A proof counts if its query reads nothing but the corpus, hides nothing (no limit, no aggregate), doesn't name the page
it singles out, and compares with nothing that the question doesn't say: values stand in the question, and pages are
those before it on the path, which are described themselves. What kinds of pages may fit is the query's own affair. A
pictured anchor needs none. Where a model described a page and judged it unique, there may be no query; the verdict's
detail names such pages. A page without both is known by the path alone, and then the page before it has one such link.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.corpus.key import key
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.errors import UserError
from synthloom.schemas.relations import RELATIONS
from synthloom.schemas.search import PathNode, Proof, SearchQuestion
from synthloom.schemas.steps import Context, Verdict
from synthloom.verifiers.names import stands
from synthloom.verifiers.proof_query import Query, read_query

_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


@dataclass(frozen=True)
class Unique:
    """Every page of the path that is described is the only one that fits, by a query over the whole corpus."""

    name: ClassVar[str] = "unique"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True

    async def verify(self, record: SearchQuestion, context: Context) -> Verdict:
        """Reject with the first page that isn't proved."""
        corpus = context.corpora.open(record.corpus)
        proofs = {proof.title: proof for proof in record.proofs}
        judged = {
            e.title for e in record.rewriting if f"judge={e.judge.removeprefix('query+')}" in record.engine.split()
        }
        unproved = []
        if stray := set(proofs) - {node.title for node in record.path}:
            return Verdict(False, "proof_fails", detail=f"{min(stray)} is not on the path")
        for place, node in enumerate(record.path):
            proof = proofs.get(node.title)
            if proof is not None:
                verdict = _proved(proof, place, record, corpus)
                if not verdict.kept:
                    return verdict
            elif place == 0 and record.anchor_image is not None:
                continue
            elif node.title in judged:
                unproved.append(node.title)
            elif node.role != "answer" or record.engine == "rules" or not _led_to(record.path[-2], node, corpus):
                return Verdict(False, "proof_missing", detail=node.title)
        return Verdict(True, detail=f"judged, not proved: {', '.join(unproved)}" if unproved else "")


def _proved(proof: Proof, place: int, record: SearchQuestion, corpus: Corpus) -> Verdict:
    query = read_query(proof.query, corpus)
    if isinstance(query, str):
        return Verdict(False, "proof_fails", detail=f"{proof.title}: {query}")
    unsaid = next(_unsaid(query, place, record, corpus), None)
    if unsaid is not None:
        return Verdict(False, "proof_fails", detail=f"{proof.title}: {unsaid}"[:500])
    try:
        found = tuple(dict.fromkeys(str(row[0]) for row in corpus.sql(proof.query)))
    except UserError as error:  # it reads well but names, say, a column that no table of it has
        return Verdict(False, "proof_fails", detail=f"{proof.title}: {error}"[:500])
    if found == (proof.title,) == proof.matches:
        return Verdict(True)
    reason = "not_unique" if proof.title in found and len(found) > 1 else "proof_fails"
    told = ", ".join(found[:5]) or "nothing"
    return Verdict(False, reason, float(len(found)), f"{proof.title}: the query gives {told}"[:500])


def _unsaid(query: Query, place: int, record: SearchQuestion, corpus: Corpus) -> Iterator[str]:
    """What a query compares with and the question doesn't say."""
    title = record.path[place].title
    node = corpus.node(title)
    if node is None:
        yield "no such page"
        return
    entry = corpus.entry(node)
    names = {key(name) for name in (title, *entry.aliases)}
    earlier = [node.title for node in record.path[:place]]
    before = {*earlier, *(f" {key(title)} " for title in earlier)}
    facts = corpus.facts(node)
    for text in query.texts:
        if not key(text) or text in before or _is_relation(text):
            continue
        if key(text) in names:
            yield f"the query names the page: {text!r}"
        alike = (f.value for f in facts if text.strip() == f.key or (f.target >= 0 and corpus.title(f.target) == text))
        if not any(stands(form, record.question) for form in (text, *(_BRACKET.sub("", value) for value in alike))):
            yield f"{text.strip()!r} is not in the question"
    for number in query.numbers:
        if number != "0" and not stands(number, record.question):
            yield f"{number} is not in the question"
    if not query.texts and not any(stands(kind, record.question) for kind in query.kinds):
        yield "its kind is not in the question"


def _is_relation(text: str) -> bool:
    return text in RELATIONS or text.startswith("other:")


def _led_to(before: PathNode, node: PathNode, corpus: Corpus) -> bool:
    """Whether the page before has this one alone as the value of the relation."""
    source, target = corpus.node(before.title), corpus.node(node.title)
    facts = corpus.facts(source) if source is not None else ()
    return {fact.target if fact.target >= 0 else fact.key for fact in facts if fact.relation == node.relation} == {
        target
    }
