"""Votes of a panel: every model named for a role says its own, and more than half must say the same.

    --model judge=A --model judge=B --model judge=C
    await ask_panel(context.panel("judge"), messages, Preference)   → {"A": Preference(…), "B": …, "C": …}
    by_vote({"A": Vote("", 0.9, {"right": 5}, "It is."), "B": Vote("low_score", 0.2, {"right": 2}, "No."),
             "C": Vote("low_score", 0.4, {"right": 3}, "Hardly.")})
    → Verdict(kept=False, reason="low_score", score=0.5,
              detail='{"by": {"A": {"right": 5}, "B": {"right": 2}, "C": {"right": 3}}, "why": {"B": "No."}}')

The detail is JSON, in SQL `detail::JSON -> 'by'`: what each said, and the reasons of the first who voted as was
decided. A single model may be drawn several times instead; then each draw is a voter.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from synthloom.engines.asking.together import together
from synthloom.schemas.steps import Answer, Message, Model, Verdict

WHY = 500
"""Characters of the reasons that a verdict tells."""
NOT_JUDGED = Verdict(True, detail="not judged: no judge model")
"""What a step says that found no judge."""


class Vote(NamedTuple):
    """What one judge says of a row."""

    reason: str
    """To drop it; empty to keep it."""
    score: float | None
    """None where nothing of the row could be judged."""
    said: object
    """What it answered, as JSON has it."""
    why: str


async def ask_panel(
    panel: Sequence[Model], messages: Sequence[Message], answer: type[Answer], draws: int = 1
) -> dict[str, Answer]:
    """Every model's reply by its name; of several draws, at temperature 1, by NAME#1, NAME#2, …"""
    if draws == 1:
        replies = await together(model.chat(messages, answer) for model in panel)
        return {model.name: reply for model, reply in zip(panel, replies, strict=True)}
    drawn = await together(model.draws(messages, answer, draws, temperature=1.0) for model in panel)
    return {
        f"{model.name}#{place}": reply
        for model, replies in zip(panel, drawn, strict=True)
        for place, reply in enumerate(replies, 1)
    }


async def panel_verdict(
    panel: Sequence[Model],
    messages: Sequence[Message],
    answer: type[Answer],
    draws: int,
    vote: Callable[[Answer], Vote],
) -> Verdict:
    """Ask a panel one thing, take each reply for a vote, and count them; without a judge the row is kept."""
    if not panel:
        return NOT_JUDGED
    replies = await ask_panel(panel, messages, answer, draws)
    return by_vote({judge: vote(reply) for judge, reply in replies.items()})


def majority(votes: Sequence[str]) -> str | None:
    """What more than half of the votes say; None where nothing does."""
    [(vote, count)] = Counter(votes).most_common(1)
    return vote if count > len(votes) / 2 else None


def by_vote(votes: Mapping[str, Vote]) -> Verdict:
    """The verdict of a panel; its score is the mean of those who gave one."""
    reason = majority([vote.reason for vote in votes.values()])
    scores = [vote.score for vote in votes.values() if vote.score is not None]
    score = round(sum(scores) / len(scores), 6) if scores else None
    speaker = next((judge for judge, vote in votes.items() if vote.reason == reason), next(iter(votes)))
    told = {"by": {judge: vote.said for judge, vote in votes.items()}, "why": {speaker: votes[speaker].why[:WHY]}}
    kept = reason == ""
    return Verdict(kept, "no_majority" if reason is None else reason, score, json.dumps(told, ensure_ascii=False))
