"""Votes of a panel: every model named for a role says its own, and more than half must say the same.

    --model judge=A --model judge=B --model judge=C
    await ask_panel(context.panel("judge"), messages, Preference)   → {"A": Preference(…), "B": …, "C": …}
    by_vote({"A": "", "B": "low_score", "C": ""}, 0.7, "…")        → Verdict(kept=True, score=0.7)
    by_vote({"A": "", "B": "low_score"}, 0.7, "…")                 → Verdict(kept=False, reason="no_majority", …)

A vote is the reason to drop the row, or empty to keep it. A single model may be drawn several times instead.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence

from synthloom.schemas.steps import Answer, Message, Model, Verdict

WHY = 200
"""Characters of one reasoning that a verdict tells."""


async def ask_panel(
    panel: Sequence[Model], messages: Sequence[Message], answer: type[Answer], draws: int = 1
) -> dict[str, Answer]:
    """Every model's reply by its name; of several draws, at temperature 1, by NAME#1, NAME#2, …"""
    if draws == 1:
        replies = await asyncio.gather(*(model.chat(messages, answer) for model in panel))
        return {model.name: reply for model, reply in zip(panel, replies, strict=True)}
    drawn = await asyncio.gather(*(model.draws(messages, answer, draws, temperature=1.0) for model in panel))
    return {
        f"{model.name}#{place}": reply
        for model, replies in zip(panel, drawn, strict=True)
        for place, reply in enumerate(replies, 1)
    }


def majority(votes: Sequence[str]) -> str | None:
    """What more than half of the votes say; None where nothing does."""
    [(vote, count)] = Counter(votes).most_common(1)
    return vote if count > len(votes) / 2 else None


def by_vote(votes: Mapping[str, str], score: float | None, detail: str) -> Verdict:
    """The verdict of a panel; each vote is a reason to drop, or empty."""
    reason = majority(list(votes.values()))
    if reason is None:
        return Verdict(False, "no_majority", score, detail)
    return Verdict(not reason, reason, score, detail)


def as_detail(by: Mapping[str, object], why: str) -> str:
    """What each model said and one's reasons, as JSON text: `detail::JSON -> 'by'` in SQL."""
    return json.dumps({"by": by, "why": why[:WHY]}, ensure_ascii=False)
