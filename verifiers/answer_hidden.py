"""Reject a question that holds its answer, or whose answer needs no search.

    "Which language …, where most people speak English?", "English"        → answer_in_question
    "Who taught the physicist …, as Weber did?", "Heinrich Weber"          → answer_in_question
    "In which country is the capital of …?", answer "France", a path over France → answer_in_path
    "Does the river …?", "yes"                                             → answer_trivial

An answer stands there in any form of its words (`verifiers.leaks`), as a name, or by the telling word of a name.
"""

from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.corpus.key import key
from synthloom.schemas.relations import RELATIONS
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Context, Verdict
from synthloom.verifiers.leaks import STOP_WORDS, leaks
from synthloom.verifiers.names import said_name, says_word, telling_words, words_of

NAMES = ("person", "place", "thing")
"""Kinds of relations whose values are names, of which a word alone can tell."""
EMPTY = frozenset(("yes", "no", "true", "false", "none", "unknown", "various", "other"))


@dataclass(frozen=True)
class AnswerHidden:
    """The answer stands nowhere in the question and is no page on the way."""

    name: ClassVar[str] = "answer_hidden"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True

    async def verify(self, record: SearchQuestion, context: Context) -> Verdict:
        """Reject with the form that gives the answer away."""
        words = set(words_of(record.answer)) - STOP_WORDS
        implied = set(words_of(f"{record.asked.removeprefix('other:')} {record.path[-1].type}"))
        if words <= EMPTY | implied:
            return Verdict(False, "answer_trivial", detail=record.answer)
        answers = dict.fromkeys((record.answer, *record.aliases))
        for answer in answers:
            if leaks(answer, record.question) or said_name(answer, record.question):
                return Verdict(False, "answer_in_question", detail=answer)
        relation = RELATIONS.get(record.asked)
        if relation is None or relation.kind in NAMES:
            for word in telling_words(record.answer):
                if says_word(word, record.question):
                    return Verdict(False, "answer_in_question", detail=f"{word} ({record.answer})")
        return _on_the_path(record, {key(answer) for answer in answers}, context)


def _on_the_path(record: SearchQuestion, answers: set[str], context: Context) -> Verdict:
    corpus = context.corpora.open(record.corpus)
    for node in record.path:
        place = corpus.node(node.title)
        known = corpus.entry(place).aliases if place is not None else ()
        if answers & {key(name) for name in (node.title, *node.aliases, *known)}:
            return Verdict(False, "answer_in_path", detail=node.title)
    return Verdict(True)
