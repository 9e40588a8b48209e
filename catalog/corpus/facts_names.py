"""Names of a page's subject: those its introduction gives, and the sentence that introduces it.

"Lesotho (pronounced …), officially the Kingdom of Lesotho, is a land-locked country …" → ("Kingdom of Lesotho",)
"Bob Dylan (born Robert Allen Zimmerman on May 24, 1941) is …" → ("Robert Allen Zimmerman", "Dylan")
"""

import re
from collections.abc import Iterator

from synthloom.catalog.corpus.sentences import sentences
from synthloom.schemas.relations import Stratum
from synthloom.schemas.wiki import Fact, Page

_CAP = r"[^\W\d_a-zß-ÿ]"
_NAME = (
    rf"(?:[Tt]he )?({_CAP}[\w'’.&-]*(?: (?:(?:of|the|and|de|del|la|von|van|der|for|in|du|des|"
    rf"&) ){{0,2}}(?:{_CAP}[\w'’.&-]*|\d+\b))*)"
)
_ALSO = re.compile(
    r"(?:\bofficially(?: (?:called|known as|named|styled|titled|the))?|\b(?:also|formerly|previously|"
    r"originally|commonly|better|sometimes|often|"
    r"popularly|professionally|usually|best|more commonly|historically|once|simply)(?: (?:known|"
    r"called|spelled|spelt|written|named|referred to|romanized|"
    r"transliterated|shortened|abbreviated))(?: (?:simply|mononymously|informally))?(?: (?:as|to|"
    r"in short as))?|\bknown (?:professionally |mononymously |simply |better )?as|"
    r"\bfull name:?|\breal name:?|\bborn(?= [^\W\d_])|\bshort for|\babbreviated(?: as)?|\bformally|"
    r"\bformerly|\baka|\ba\.k\.a\.|\b(?:stage|pen) name|\bnicknamed|\bnée|\bné)"
    rf",?\s+(?:as )?[\"“]?\s?{_NAME}",
)
_ALTERNATIVE = re.compile(rf"^(?:or|,) (?:simply )?(?:the )?{_NAME}(?=[ ,(])")
_NO_NAME = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|In|"
    r"The|English|Latin|Greek|French|German|Japanese|"
    r"Chinese|Korean|Spanish|Arabic|Russian|Italian|Hebrew|IPA|American|British|He|She|It|A|An)\b(?! \w)|.*\d{4}$"
)
_INNERMOST = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")
_NOT_LAST = frozenset(
    (
        "jr",
        "jr.",
        "sr",
        "sr.",
        "i",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "xi",
        "xii",
        "xiii",
        "xiv",
        "xv",
        "xvi",
        "the",
        "great",
    )
)


def masked(text: str) -> str:
    """A text with everything in brackets blanked, so that places in it stay the same."""
    if "(" not in text and "[" not in text:
        return text
    while True:
        blank = _INNERMOST.sub(_spaces, text)
        if blank == text:
            return text
        text = blank


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found.group())


def lead_end(text: str) -> int:
    """Where the text before the first heading ends."""
    if text.startswith("=="):
        return 0
    at = text.find("\n==")
    return at if at >= 0 else len(text)


def bare_title(title: str) -> str:
    """A title without its bracket: `Lloyd (film)` → Lloyd."""
    return re.sub(r"\s*\([^()]*\)$", "", title) or title


def opening(page: Page, spans: list[tuple[int, int]]) -> int:
    """Which of the lead's sentences introduces the subject: the first of twelve that begins with its name; -1: none."""
    words = {
        w for w in re.findall(r"\w+", bare_title(page.title).lower()) if len(w) > 2 or not w.isascii() or w.isdigit()
    }
    for at, (start, end) in enumerate(spans[:12]):
        sentence = page.text[start:end]
        verb = re.search(r"\b(?:is|was|are|were|refers?)\b", masked(sentence))
        if verb is None or not words:
            continue
        begin = set(re.findall(r"\w+", sentence[: min(verb.start() + 1, 90 + 2 * len(page.title))].lower()))
        met = sum(1 for word in words if word in begin or f"{word}s" in begin or f"{word}es" in begin)
        if met * 2 >= len(words):
            return at
    return -1


def alias_names(page: Page, sentence: str, copula: int, stratum: Stratum, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """Other names: of the introduction before its verb, of the infobox; of a person the last name comes last."""
    found = list[str]()
    title = bare_title(page.title)
    if title != page.title and title:
        found.append(title)
    if ", " in title and stratum == "location":
        found.append(title.partition(", ")[0])
    head = sentence[: copula if copula > 0 else 0]
    for match in _ALSO.finditer(head):
        found.append(match[1])
        tail = head[match.end() :]
        while more := re.match(rf",? or (?:the )?{_NAME}", tail):
            found.append(more[1])
            tail = tail[more.end() :]
    if head.startswith(title) and (other := _ALTERNATIVE.match(re.sub(r"\([^()]*\)", "", head[len(title) :]).strip())):
        found.append(other[1])
    full = re.match(rf"{_NAME}(?= ?[(,]|\s+(?:is|was)\b|\s*$)", masked(head))
    if full and (stratum == "person" or (title in full[1] and stratum == "location")):
        found.append(full[1])
    for fact in facts:
        if fact.relation in ("full_name", "short_name", "birth_name") and len(fact.value) < 60:
            found += fact.value.split(", ") if fact.relation == "short_name" else [fact.value]
    if stratum == "person":
        found += last_names(title)
    cleaned = (name.strip(" ,.;:'’\"“”") if not name.endswith(("Jr.", "Sr.")) else name for name in found)
    return tuple(dict.fromkeys(n for n in cleaned if len(n) > 1 and n != page.title and not _NO_NAME.fullmatch(n)))


def last_names(title: str) -> Iterator[str]:
    """A person's last name, if the title has one."""
    words = re.split(r",| of ", title)[0].split()
    while words and words[-1].lower() in _NOT_LAST:
        words.pop()
    if (
        len(words) > 1
        and " of " not in title
        and not re.search(r"\b[IVX]+\b", title)
        and words[-1][:1].isupper()
        and len(words[-1]) > 2
    ):
        yield words[-1]


def lead_sentences(page: Page) -> list[tuple[int, int]]:
    """The sentences before the first heading, of at most 5,000 characters."""
    return sentences(page.text[: min(lead_end(page.text), 5_000)])
