"""Make a multi-hop question from the walks of an article: by rules, or by models in the paper's propose-and-judge loop.

    WalkedArticle("Slovenia", walks=(Walk(("Slovenia", "Austria", "Vienna"), ("borders", "capital")), …))
    → SearchQuestion("The coastal Alpine country whose capital is Ljubljana borders a second country, whose
                      international calling code is +43 and which also shares a border with the Czech Republic. What is
                      the total area of the capital of this second country?", answer="414.90 km²", hops=2,
                     anchor_mention="The coastal Alpine country whose capital is Ljubljana", proofs=(… three …))

Walks are tried in the order drawn until `per_seed` questions are made, each with an end or an attribute of its own; an
article none of whose walks gives one is rejected with the reason that was most frequent.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from synthloom.catalog.corpus.profiles import profile_of, thresholds
from synthloom.generators.asking import by_model, by_rules
from synthloom.generators.asking.answering import Asked, askable
from synthloom.generators.asking.drafting import Evidence, Unaskable, gather, incoming, path_nodes
from synthloom.generators.asking.subjects import Subject, subject_of
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.records import Record, content_id
from synthloom.schemas.search import SearchQuestion, WalkedArticle
from synthloom.schemas.steps import Context, Reject, Role


@dataclass(frozen=True)
class Ask:
    """Questions about the ends of an article's walks."""

    name: ClassVar[str] = "ask"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("writer", "judge")
    per_seed: int = 0
    """Most questions made of one article; 0 takes the profile's: 1 on a whole Wikipedia, 4 on a small wiki."""
    max_answer_words: int = 6
    proposals: int = 4
    """Descriptions tried for each node."""
    open_lists: bool = True
    """Whether a step may be one of several of which the wiki has no page for some: a neighbour without a page might
    fit the description too. A wiki cut to a part of itself has few other steps: 24 questions, not 104, of Wikispeedia's
    600 articles."""

    def __post_init__(self) -> None:
        if self.per_seed < 0 or self.max_answer_words < 1 or self.proposals < 1:
            raise ValueError(
                f"per_seed={self.per_seed}, max_answer_words={self.max_answer_words}, proposals={self.proposals}: "
                "per_seed must be 0 or more, the others 1 or more"
            )

    @property
    def makes(self) -> type[SearchQuestion]:
        return SearchQuestion

    async def generate(self, record: WalkedArticle, context: Context) -> Sequence[SearchQuestion]:
        corpus = context.corpora.open(record.corpus)
        most = self.per_seed or thresholds(profile_of(record.profile), record.corpus_articles).questions
        made = list[SearchQuestion]()
        failed = Counter[str]()
        ends = set[tuple[str, str]]()
        for walk in record.walks:
            try:
                evidence = gather(corpus, walk)
                if not self.open_lists and _names_without_page(corpus, evidence):
                    raise Unaskable("names_without_page")
                subjects = _subjects(corpus, evidence)
                asked = _asked(corpus, evidence, subjects, self.max_answer_words, context.random)
                if (walk.titles[-1], asked.fact.relation) in ends:
                    raise Unaskable("asked_already")
                ends.add((walk.titles[-1], asked.fact.relation))
                drafted, engine = await self._draft(corpus, evidence, subjects, asked, context)
            except Unaskable as error:
                failed[str(error)] += 1
                continue
            made.append(_question(record, corpus, evidence, asked, drafted, engine))
            if len(made) == most:
                break
        if not made:
            reason = max(failed, key=lambda name: (failed[name], name), default="no_walk")
            raise Reject(reason, ", ".join(f"{name}: {count}" for name, count in sorted(failed.items())))
        return made

    async def _draft(
        self, corpus: Corpus, evidence: Evidence, subjects: tuple[Subject, ...], asked: Asked, context: Context
    ) -> tuple[by_rules.Drafted, str]:
        writer, judge = context.model("writer"), context.model("judge")
        if writer is None:
            return by_rules.draft(corpus, evidence, subjects, asked, context.random, self.proposals), "rules"
        judge = judge or writer
        drafted = await by_model.draft(corpus, evidence, subjects, asked, context.random, self.proposals, writer, judge)
        return drafted, f"writer={writer.name} judge={judge.name}"


def _names_without_page(corpus: Corpus, evidence: Evidence) -> bool:
    steps = (incoming(corpus, evidence, index) for index in range(1, len(evidence.nodes)))
    return any(step is not None and step.open for step in steps)


def _subjects(corpus: Corpus, evidence: Evidence) -> tuple[Subject, ...]:
    subjects = list[Subject]()
    for index, node in enumerate(evidence.nodes):
        subject = subject_of(corpus, node)
        if subject is None:
            raise Unaskable("anchor_not_describable" if index == 0 else "bridge_not_describable")
        subjects.append(subject)
    return tuple(subjects)


def _asked(corpus: Corpus, evidence: Evidence, subjects: tuple[Subject, ...], most_words: int, random: Random) -> Asked:
    found = askable(corpus, subjects[-1], evidence.nodes, most_words, random)
    if not found:
        raise Unaskable("no_short_answer")
    return found[0]


def _question(
    record: WalkedArticle, corpus: Corpus, evidence: Evidence, asked: Asked, drafted: by_rules.Drafted, engine: str
) -> SearchQuestion:
    common = {name: getattr(record, name) for name in Record.model_fields}
    return SearchQuestion.model_validate(
        common
        | {
            "id": content_id(record.corpus, evidence.walk.titles, asked.fact.relation),
            "question": drafted.question,
            "answer": asked.answer,
            "aliases": asked.aliases,
            "hops": len(evidence.nodes) - 1,
            "asked": asked.fact.relation,
            "answer_sentence": asked.fact.sentence,
            "path": path_nodes(corpus, evidence),
            "canonical_question": drafted.canonical,
            "proofs": drafted.proofs,
            "rewriting": drafted.rewriting,
            "anchor_mention": drafted.anchor_mention,
            "corpus": record.corpus,
            "corpus_name": record.corpus_name,
            "language": record.language,
            "profile": record.profile,
            "engine": engine,
        }
    )
