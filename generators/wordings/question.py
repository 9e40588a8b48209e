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
    return re.sub(r"\s+([?.!,])", r"\1", text)


def is_foreign(text: str) -> bool:
    """Whether the text holds letters of a script English isn't written in (Greek is fine: formulas)."""
    return FOREIGN.search(text) is not None
