r"""Oracles: the ground truth as a signal to stop searching, and nothing else (Vision-DeepResearch's "hit").

    hit = by_alias("1869", ("in 1869",), ("Maseru",))
    await hit(Returned("visit", "# Maseru (wiki://small/Maseru)\n… founded in 1869 …"))      → True
    await hit(Returned("visit", "# Lesotho (wiki://small/Lesotho)\n… 1869 …"))               → False: not its page

What an oracle knows enters no prompt of the policy and no record: the loop only learns that the truth has come up, and
then asks for an answer in the same words as when turns run out.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence

from pydantic import BaseModel

from synthloom.catalog.trajectories.answers import normal
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.steps import Message, Model, Text
from synthloom.schemas.tools import Returned

Oracle = Callable[[Returned], Awaitable[bool]]
_HEAD = re.compile(r"^(?:# |\d+\. )(?P<title>.+) \(\w+://\S+\)", re.MULTILINE)
"""The first line of a page's stretch in what searches and visits return."""
LONGEST_SHOWN = 20_000
"""Characters of an observation that a judge sees."""


class Hit(BaseModel):
    """A judge's word on an observation."""

    analysis: str
    hit: bool


def by_alias(answer: str, aliases: Sequence[str], evidence: Sequence[str]) -> Oracle:
    """The answer or an alias stands in what an observation tells of one of these pages; best the path's last alone."""
    sought = [f" {normal(form)} " for form in (answer, *aliases) if normal(form)]
    pages = {normal(title) for title in evidence}

    async def hit(returned: Returned) -> bool:
        said = (f" {normal(text)} " for title, text in _stretches(returned.text) if normal(title) in pages)
        return any(form in text for text in said for form in sought)

    return hit


def by_judge(judge: Model, question: str, answer: str, aliases: Sequence[str]) -> Oracle:
    """A judge model says that the observation tells the answer to the question."""

    async def hit(returned: Returned) -> bool:
        told = row_block(question=question, answers=[answer, *aliases], observation=returned.text[:LONGEST_SHOWN])
        messages = (Message("system", (Text(SYSTEM),)), Message("user", (Text(told),)))
        return (await judge.chat(messages, Hit)).hit

    return hit


def _stretches(text: str) -> Iterator[tuple[str, str]]:
    """The titles of the pages in an observation and what is told of each."""
    heads = list(_HEAD.finditer(text))
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        yield head["title"], text[head.end() : end]


SYSTEM = (
    "You watch an agent that searches for the answer to a question. You know the right answers, any of which counts. "
    "Say whether the observation, by itself, tells one of them as the answer to the question; that the same words "
    "occur in it by chance is no hit.\n"
    f"{ROW_NOTE}\n"
    'Reply with one JSON object: {"analysis": "at most 60 words", "hit": true or false}.'
)
