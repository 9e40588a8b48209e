"""Reject an instruction that gives its answer away, in any form of its words.

    ("Add as many stars as there are dogs. Keep the three of them apart.", "3")     → reject answer_in_instruction
    ("If the color of the sofa is red, put a blue frame around it.", "red", "yes")  → keep
    ("Put a blue frame around the picture.", "red", "yes")                          → reject condition_missing

In the variant `yes` the answer belongs into the condition; what counts as given away is `verifiers.leaks`.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from synthloom.schemas.records import EditTask
from synthloom.schemas.steps import Context, Verdict
from synthloom.verifiers.leaks import STOP_WORDS, leaks, tokens_of

CONDITION = re.compile(r"\b(?:if|whether|when|provided|should|unless|case|condition|only|verify)\b|\?", re.IGNORECASE)


@dataclass(frozen=True)
class NoLeak:
    """The short answer is not in the instruction, but for the condition of the variant `yes`."""

    name: ClassVar[str] = "no_leak"
    version: ClassVar[int] = 1

    async def verify(self, record: EditTask, context: Context) -> Verdict:
        if record.variant == "yes":
            return _in_condition(record)
        if not any(token not in STOP_WORDS for token in tokens_of(record.answer)):
            return Verdict(False, "answer_is_stop_word", detail=record.answer)
        hidden = [record.answer]
        if record.plan is not None and record.variant == "entity":
            hidden.append(record.plan.thing)
        if record.variant == "person":
            hidden += [token for token in tokens_of(record.answer) if len(token) > 2 and token not in STOP_WORDS]
        for answer in hidden:
            if leaks(answer, record.instruction, record.question):
                return Verdict(False, "answer_in_instruction", detail=answer)
        return Verdict(True)


def _in_condition(record: EditTask) -> Verdict:
    """The answer's words stand, as they are, in a sentence that sets a condition."""
    wanted = tokens_of(record.answer)
    for sentence in re.split(r"(?<=[.!?])\s+", record.instruction):
        words = tokens_of(sentence)
        stands = any(words[i : i + len(wanted)] == wanted for i in range(len(words) - len(wanted) + 1))
        if wanted and stands and CONDITION.search(sentence):
            return Verdict(True)
    return Verdict(False, "condition_missing", detail=record.answer)
