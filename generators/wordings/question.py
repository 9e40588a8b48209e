r"""What a question asks: cleaned of its data set's artefacts.

clean_question("<image>\nwhat color is the towel_rod in the image3 ?\nAnswer the question using a single word.")
→ "what color is the towel rod?"
"""

import re
from functools import lru_cache

ARTEFACTS = (
    re.compile(r"<\s*/?\s*(?:image|img|video)\s*\d*\s*>", re.IGNORECASE),
    re.compile(r"\n?\s*Reference OCR tokens?:.*", re.IGNORECASE | re.DOTALL),
    re.compile(
        r"\s*(?:Please )?(?:answer|respond|reply)(?: to)?(?: the| this)?(?: question)?(?: briefly)? (?:using|with|in) "
        r"(?:only )?(?:a |an |one )?(?:single|short|few|one|brief)?\s*(?:word|number|phrase|sentence|"
        r"answer)[^.?!]*[.?!]?",
        re.IGNORECASE,
    ),
    re.compile(r"^\s*(?:question|q|human|user)\s*:\s*", re.IGNORECASE),
    re.compile(r"\s*(?:short )?answer\s*:\s*$", re.IGNORECASE),
    re.compile(r" in the image ?\d+\b", re.IGNORECASE),
    re.compile(r"\s*(?:Please )?answer in (?:the )?(?:form|format)\b[^?!]*$", re.IGNORECASE),
)
FULL_WIDTH = str.maketrans({"？": "?", "，": ",", "（": "(", "）": ")", "：": ":"})
FOREIGN = re.compile(r"[\u0400-\u1fff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdc]")
WH = r"(?:who|whom|whose|what|where|why|when|how|which)"
TWO_QUESTIONS = re.compile(
    r"\?\W*\w.*\?|\band (?:how (?:many|much|is|are|does|do)"
    r"|(?:what|where|who)(?:['’]s| is| are| was| were| does| do| did"
    r"| (?:colou?r|shape|kind|type|sort|time|brand)s?| \w+ (?:is|are))) ",
    re.IGNORECASE,
)
VERBLESS = re.compile(
    rf"^{WH} (?:(?:the|an?|this|that|these|those|his|her|its|their|my|your) (?:(?!{WH}\b)[\w'’-]+ ?){{1,5}}"
    r"|this|that|it|these|those)[?.! ]*$",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:is|are|was|were|am|be|been|do|does|did|has|have|had|can|could|will|would|should|may|might|must|\w+n't"
    r"|\w+(?:ed|ing|es|ts|ks|ns|ws|ys|ds|ls)|say|mean|hold|wear|show|made|said|stood|sat|lay|went|came|got)\b"
    r"|\w['’](?:s|re|d|ll|ve)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def clean_question(question: str) -> str:
    """The question without placeholders, answer-format hints and image numbers, as one line (formulas kept)."""
    text = question.translate(FULL_WIDTH)
    for artefact in ARTEFACTS:
        text = artefact.sub("", text)
    if "$" not in text:
        text = text.replace("_", " ")
    text = re.sub(r"\s+", " ", text).strip().strip("\"'")
    text = re.sub(r"\b(the|a|an|is|are|of|in|on) (?=\1\b)", "", text)
    text = re.sub(r"^(how) any (?=\w+s\b)", r"\1 many ", text, flags=re.IGNORECASE)
    return re.sub(r"\s+([?.!,])", r"\1", text)


def asks_twice(question: str) -> bool:
    """Whether a text asks two things: `How many dogs are there, and what color are they?`"""
    return TWO_QUESTIONS.search(question) is not None


def is_broken(question: str) -> bool:
    """Whether a question has nothing but a noun after its question word: `Who the bad dog?`"""
    return VERBLESS.match(question) is not None and VERB.search(question) is None


def is_foreign(text: str) -> bool:
    """Whether the text holds letters of a script English isn't written in (Greek is fine: formulas)."""
    return FOREIGN.search(text) is not None
