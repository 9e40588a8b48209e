"""Turn a question into a part of a sentence that still asks the same.

    embed("what color is the chair in front of the white wall")
    → noun   "the color of the chair in front of the white wall"
      clause "what color the chair in front of the white wall is"
      thing  "the chair in front of the white wall"

A question of no known pattern is quoted whole: `the answer to “Why is the monitor lit up?”`. That is always right
English, so a pattern is only used where it can't go wrong.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from synthloom.generators.wordings.question import asks_twice
from synthloom.generators.wordings.question_patterns import PATTERNS

MISMATCHED = re.compile(
    r"^what (?:are|were) (?:the )?(?:colou?r|shape|number|name|size|kind|type|position|location)\b", re.IGNORECASE
)
"""`What are the color of the shirts` has no right indirect form."""
BROKEN = re.compile(
    r"\b(of|the|an?|that|in|on|is|are) \1\b|\b(?:the|of|that) (?:how|what|who|why)\b"
    r"|\b(colou?r|shape) of (?:the )?(?:colou?r|shape)\b|\bnumber of (?:of|the|these|those|them)\b"
    r"|[?!]|(?:\band|\bor|\bof|\bthe|,)$|, and (?:how|what|where|who|which)\b",
    re.IGNORECASE,
)
"""Marks of a part that is no clean phrase: `the number of of the three chairs`."""


@dataclass(frozen=True)
class Embedded:
    """A question as parts of speech; `clause` and `thing` are empty where no pattern is sure."""

    quoted: str
    """“What color is the chair?”: tidied and in quotation marks."""
    noun: str
    """A noun phrase that stands for the answer."""
    clause: str
    """An indirect question."""
    thing: str
    """What is asked about."""

    @property
    def finds(self) -> tuple[str, ...]:
        """What can follow `work out`."""
        return (self.noun, self.clause) if self.clause and len(self.clause) < 110 else (self.noun,)


@lru_cache(maxsize=4096)
def embed(question: str) -> Embedded:
    """The parts of speech of a clean question."""
    text = question.strip().rstrip("?.! ").strip()
    low = text[:1].lower() + text[1:] if not re.match(r"I\b|[A-Z]{2}", text) else text
    asks = question.rstrip().endswith("?") or re.match(
        r"(?:what|which|who|whose|where|when|why|how|is|are|do|does|can|could)\b", low
    )
    ending = "?" if asks else "."
    quoted = f"“{low[:1].upper()}{low[1:].replace('“', '‘').replace('”', '’')}{ending}”"
    low = re.sub(r"^(?:please |can you (?:please )?|could you (?:please )?)(?=\w+ )", "", low)
    low = re.sub(
        r" has a (?:particular|certain) (shape|color)[.,;] (?:which|what) \1 is it$",
        r"; what \1 is it",
        low,
        flags=re.IGNORECASE,
    )
    noun, clause, thing = "", "", ""
    single = len(low) < 200 and not asks_twice(question) and not MISMATCHED.match(low)
    if single and not re.search(r"[?!;]|\. ", low.replace("; what", " ").replace("; the", " ")):
        for pattern, make in PATTERNS:
            match = pattern.match(low)
            if match:
                noun, clause, thing = make(*(group or "" for group in match.groups()))
                break
    noun, clause, thing = ("" if BROKEN.search(part) else part for part in (noun, clause, thing))
    if "; " in noun + clause + thing or not noun:
        noun, clause = (
            noun if noun and "; " not in noun else f"the {'answer' if asks else 'response'} to {quoted}",
            "" if "; " in clause else clause,
        )
    return Embedded(quoted, noun, clause, thing)
