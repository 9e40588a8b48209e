"""The error class of an observation that came without one, by its words: for published trajectories.

    error_in("Could not find [Milhouse]. Similar: ['Milhouse Van Houten', …]")  → "empty"
    error_in("[visit] Failed to read page.")                                    → "unavailable"

Only short observations are errors: a page or a list of results may well speak of errors.
"""

import re

from synthloom.schemas.tools import ErrorClass

SHORT = 400
"""Characters; WebDancer's 19 published result lists and pages have 5,400 and more."""
_WORDS: tuple[tuple[ErrorClass, str], ...] = (
    ("timeout", r"timed? ?out|no answer within"),
    (
        "bad_arguments",
        r"(?:invalid|missing|unknown|wrong|bad) (?:\w+ )?(?:argument|parameter|format|input|tool|action|image)",
    ),
    ("refused", r"(?:access|permission) denied|forbidden|not allowed|(?:http|status|error|code)\W{1,3}40[13]\b"),
    (
        "unavailable",
        r"failed to (?:read|fetch|load|open)|could not be accessed|connection (?:error|refused|reset|failed)",
    ),
    ("unavailable", r"service (?:error|unavailable)|rate limit|\b50\d (?:internal|bad g|service|gateway)"),
    ("unavailable", r"(?:http|status|error|code)\W{1,3}(?:429|50\d)\b"),
    ("empty", r"no (?:results?|matches|relevant|information)\b|could not find|not found"),
    (
        "malformed",
        r"(?:can(?:not|'t)|could(?: not|n't)|failed to|unable to) (?:be )?(?:parse|decode)|json ?decode ?error",
    ),
)


def error_in(observation: str) -> ErrorClass | None:
    """What went wrong; None where it is a result."""
    if not observation.strip():
        return "empty"
    if len(observation) > SHORT:
        return None
    return next((error for error, words in _WORDS if re.search(words, observation, re.IGNORECASE)), None)
