r"""The reward of a rollout's text: r = format · (0.8 · answer + 0.2 · query) (OpenSearch-VL, arXiv 2605.05185).

    compute_score("wikipedia", "<think>…</think>\n<tool_call>\n{…}\n</tool_call>\n<tool_response>…", truth)
    → {"score": 1.0, "acc": 1.0, "format": 1.0, "query": 1.0, "fatal": 0.0, "calls": 3.0}

`truth` is JSON text: answer, aliases, question, evidence, reward (terms and weights), fatal_after. Each term is 0 to 1:
- **format**: the share of turns that are right: calls that can be parsed and didn't fail, and an answer at the end
- **answer**: 1 where the final answer is right (exact, alias, numeric, list), else 0
- **query**: the mean of relevance (at least half of a query's words come from the question, the evidence or what was
  seen before), novelty (no call twice) and yield (calls that found something). The paper asks a judge; this is a rule.
  A rollout without a call has no query to judge: the weight of the term goes to the answer, so the right answer alone
  is worth 1, and no invented call can better it
After three failed turns in a row (`fatal_after`) only what stands before the first of them is scored, with answer = 0.

Whether a call failed is told by how its observation begins (`[timeout] …`, as `synthloom tools serve` says it, or
`Error …`), or by `extra_info["tool_errors"]`, where the environment gives the error class of each observation.
`exports/formats/reward_file.py` puts this file beside exported tasks, so it imports nothing but the standard library
and what does the same.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from synthloom.catalog.rollout_text import (
    FATAL_AFTER,
    Turn,
    first_of_run,
    message_text,
    read_messages,
    read_turns,
)
from synthloom.catalog.trajectories.answers import match, normal

TERMS = (
    {"verifier": "format", "weight": 1.0, "gate": True},
    {"verifier": "answer", "weight": 0.8, "gate": False},
    {"verifier": "query", "weight": 0.2, "gate": False},
)
_PICTURE = re.compile(r"img_\d+|IMG_\d+")
_PLAIN = frozenset({
    "about", "after", "also", "and", "are", "before", "between", "did", "does", "for", "from", "had", "has", "have",
    "her", "his", "how", "its", "many", "name", "named", "not", "she", "that", "their", "them", "then", "there",
    "these", "they", "this", "was", "were", "what", "when", "where", "which", "who", "whom", "whose", "why", "will",
    "with",
})  # fmt: skip
"""Words that say nothing of what a query looks for; those of one or two letters aren't counted at all."""


def compute_score(
    data_source: str,
    solution_str: str | Sequence[Mapping[str, Any]],
    ground_truth: str,
    extra_info: Mapping[str, Any] | None = None,
    **_: Any,
) -> dict[str, float]:
    """The reward of a rollout as verl asks for it; `score` is the reward, the rest is told for the log.

    The rollout is its text, or the messages after the prompt.
    """
    truth = json.loads(ground_truth)
    turns = tuple(_read(solution_str, (extra_info or {}).get("tool_errors")))
    fatal = first_of_run((turn.failed for turn in turns), truth.get("fatal_after", FATAL_AFTER))
    scored = turns if fatal is None else turns[:fatal]
    given = scored[-1].answer if scored and fatal is None else None
    query = _query(scored, (truth.get("question", ""), *truth.get("evidence", ())))
    terms = {
        "format": _format(scored, ended=fatal is not None),
        "answer": float(bool(match(given or "", truth["answer"], truth.get("aliases", ())))),
    }
    return {
        "score": _combined(terms if query is None else terms | {"query": query}, truth.get("reward") or TERMS),
        "acc": terms["answer"],
        "format": terms["format"],
        "query": query or 0.0,
        "fatal": float(fatal is not None),
        "calls": float(sum(len(turn.calls) for turn in turns)),
    }


def _read(rollout: str | Sequence[Mapping[str, Any]], errors: Sequence[str | None] | None) -> Iterator[Turn]:
    """The turns. A single message may hold a whole rollout, as some environments return it: it is read as text."""
    if isinstance(rollout, str):
        return read_turns(rollout, errors)
    if len(rollout) == 1 and not rollout[0].get("tool_calls"):
        return read_turns(message_text(rollout[0]), errors)
    return read_messages(rollout, errors)


def _combined(terms: Mapping[str, float], weights: Sequence[Mapping[str, Any]]) -> float:
    """The weighted sum, times the gates; the weight of a term that isn't there goes to the others."""
    summed = [term for term in weights if not term["gate"]]
    there = [term for term in summed if term["verifier"] in terms]
    share = sum(term["weight"] for term in there)
    total: float = sum(term["weight"] * terms[term["verifier"]] for term in there)
    total *= sum(term["weight"] for term in summed) / share if share else 0.0
    for term in weights:
        if term["gate"]:
            total *= term["weight"] * terms[term["verifier"]]
    return round(total, 6)


def _format(turns: Sequence[Turn], ended: bool) -> float:
    """The share of right turns; a rollout that ends without an answer has one more that isn't right."""
    right = [not turn.failed for turn in turns]
    if not ended and (not turns or turns[-1].answer is None):
        right.append(False)
    return sum(right) / len(right) if right else 0.0


def _query(turns: Sequence[Turn], told: Sequence[str]) -> float | None:
    """How good the calls were, by rule; None where there were none."""
    known = {word for text in told for word in _words(text)}
    relevant, calls, found = [], [], []
    for turn in turns:
        for call in turn.calls:
            asked = _words(" ".join(_strings(json.loads(call[1]))))
            if asked:
                relevant.append(min(1.0, 2 * sum(word in known for word in asked) / len(asked)))
            calls.append(call)
        if turn.calls:
            found.append(not turn.failed and not turn.empty)
        known.update(word for text in turn.observations for word in _words(text))
    if not calls:
        return None
    relevance = sum(relevant) / len(relevant) if relevant else 1.0
    return (relevance + len(set(calls)) / len(calls) + sum(found) / len(found)) / 3


def _words(text: str) -> list[str]:
    """The words of a text that say something; ids of pictures don't."""
    plain = normal(_PICTURE.sub(" ", text)).split()
    return [word for word in plain if word not in _PLAIN and (len(word) > 2 or word.isdigit())]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
