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

from synthloom.generators.wordings.question_patterns import PATTERNS


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
    if len(low) < 200 and not re.search(r"[?!;]|\. ", low.replace("; what", " ").replace("; the", " ")):
        for pattern, make in PATTERNS:
            match = pattern.match(low)
            if match:
                noun, clause, thing = make(*(group or "" for group in match.groups()))
                break
    if "; " in noun + clause + thing or not noun:
        noun, clause = (
            noun if noun and "; " not in noun else f"the {'answer' if asks else 'response'} to {quoted}",
            "" if "; " in clause else clause,
        )
    return Embedded(quoted, noun, clause, thing)
