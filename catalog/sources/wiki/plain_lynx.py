r"""A page as a text browser prints it, taken apart into what stood above the prose and the prose.

    Lesotho                                      head  ["Capital", "(and largest city)         Maseru", …]
    2007 Schools Wikipedia Selection. …     →    text  "Lesotho (pronounced [lɪˈsuːtu]), officially the Kingdom of
       Capital                                          Lesotho, is a land-locked country …\n\n== History ==\n\nThe…"
       (and largest city)         Maseru

Wikispeedia's texts are prints of lynx: prose is indented by three spaces and wrapped at 72 columns, headings aren't
indented, a picture is its caption, `Enlarge`, its caption again, and a link after a bracket or a quote leaves a space.
Dropped: captions, footnotes, tables (lines broken before the margin or with gaps), rules and the print's own tail.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_MARGIN = 72
_TAIL = re.compile(r'^ *Retrieved from "|^ *This reference article is mainly selected from the English Wikipedia')
_NOTICE = re.compile(
    r"^ *(SOS Children works in|This is a featured article|Note: This|.{0,60}redirects? here|Infobox last updated|"
    r"CAPTION:|Image:|\[USEMAP|For other uses|Click image|Related subjects|#copyright)"
)
_ITEM = re.compile(r"^ +(?:[*+o#] |\d+\. )(?=\S)")
_GAP = re.compile(r"\S {2,}(?=\S)")
_FOOTNOTE = re.compile(r"^ *\^\[?(\d+|[a-z])\]? +\S")
_SPOKEN = re.compile(r"\(\s*(?:(?:[A-Z]\w+ )?pronunciation\s*)?(?:\(\s*help\s*·\s*info\s*\)|\blisten\b)?\s*\)\s?")
_SOUND = "ˈˌːəɪʊɛɔæʃʒθðŋɑɒʌɜɡʁɾɲɐɨøœʔχɣβʎɫ"
_IPA = re.compile(
    rf"(?:[,;] )?(?:\b(?:pronounced|pronunciation|(?:in )?IPA)\b(?: as| in [A-Z]\w+)?\s*:?\s*)?"
    rf"(?:\[[^\[\]\n]{{0,60}}[{_SOUND}][^\[\]\n]{{0,60}}\]|/(?=[^/\s]*[{_SOUND}])[^/\n]{{1,60}}/)"
)
_INVISIBLE = str.maketrans("", "", "\u200e\u200f\u200b\ufeff\u00ad")
_COPULA = re.compile(
    r"\b(is|are|was|were|has|have|refers?|means|consists?|began|became|took|describes|lies|stands|denotes|comprises?|"
    r"occurred|includes?|covers|can be|may|started|lasted|ruled|reigned|served|born)\b"
)


class Printed(NamedTuple):
    """A print taken apart; the head's lines are as printed, less the picture captions."""

    head: tuple[str, ...]
    text: str


class _Block(NamedTuple):
    """Lines without a blank one between them; `heading` says that they aren't indented."""

    lines: tuple[str, ...]
    heading: bool


def read_print(printed: str, title: str) -> Printed:
    """The head and the prose of one printed page; without prose the text is empty."""
    blocks = [part for block in _blocks(printed) for part in _without_captions(block)]
    start = _lead(blocks, title)
    head = [line for block in blocks[:start] for line in (*block.lines, "")]
    notes = {match[1] for block in blocks for line in block.lines if (match := _FOOTNOTE.match(line))}
    body = _body(blocks[start:])
    if body:
        body[0] = re.sub(r"^Coordinates: [^A-Z]*[NSEW], ?[^A-Z]*[NSEW] ", "", body[0])
    return Printed(tuple(head), tidy("\n\n".join(body), notes))


def tidy(text: str, notes: set[str] | frozenset[str] = frozenset()) -> str:
    """Text without what printing left: spaces beside brackets and quotes, footnote marks, brackets of subscripts."""
    text = text.translate(_INVISIBLE).replace("\u00a0", " ")
    text = re.sub(r"\^?\[(?:citations? needed|edit)\]|(?<=[\w.,;:!?)\"”])\^+(?=[\s,.;:)\"]|$)", "", text)
    text = re.sub(r"(?<=[.,;)\"”]) ?\^\d{1,2}(?![\w−-])", "", text)
    text = re.sub(r"(?<=[\w)])\[(\d{1,3}|[a-zA-Z]{1,3})\](?!\()", r"\1", text)
    text = re.sub(r"(?<=\d)\^(st|nd|rd|th)\b", r"\1", text)
    if notes:
        marks = "|".join(sorted(map(re.escape, notes), key=lambda note: (-len(note), note)))
        text = re.sub(rf"(?<![×\d]10)(?<![ckmµ\d]m)(?<!\b[msg])(?<=\S) ?\^(?:{marks})(?![\w−-])", "", text)
    text = _IPA.sub("\0", _SPOKEN.sub("", text))
    text = re.sub(r"\(\s*(?:\0[\s,;:]*(?:(?:or|and)\b )?)+", "(", text).replace("\0", "")
    text = re.sub(r" ?\([\s,;:]*\)", "", re.sub(r"([(\[])[ ]+", r"\1", text))
    text = re.sub(r"(?<=\S) +([,.;:!?)\]])(?=[\s,.;:)\"\]]|$)", r"\1", text)
    text = re.sub(r"(?<=\w) +(?='s\b)|(?<=\w/) +(?=\w)|(?<=[a-z]-) (?!and\b|or\b|to\b)(?=[a-z])", "", text)
    text = re.sub(r"(?<=\d)([–-]) (?=\d)|(?<=\d) ([–-])(?=\d)", r"\1\2", text)
    text = re.sub(r"(?<=\S) {2,}(?=\S)", " ", text)
    return "\n".join(_quotes(line.strip()) for line in text.split("\n"))


def _blocks(printed: str) -> Iterator[_Block]:
    """The blocks after the page's printed title and subjects, up to the tail."""
    lines = printed.replace("\r", "").split("\n")
    start = next((i for i, line in enumerate(lines[:40]) if "Related subjects:" in line), -1)
    if start >= 0:
        start = next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))
    block: list[str] = []
    for line in [*lines[start + 1 :], ""]:
        if _TAIL.match(line):
            break
        if line.strip("_ "):
            if block and line.startswith(" ") != block[-1].startswith(" "):
                yield _Block(tuple(block), not block[0].startswith(" "))
                block = []
            block.append(line.rstrip())
        elif block:
            yield _Block(tuple(block), not block[0].startswith(" "))
            block = []
    if block:
        yield _Block(tuple(block), not block[0].startswith(" "))


def _without_captions(block: _Block) -> Iterator[_Block]:
    """The block cut where pictures stood; a caption is printed twice, mostly with `Enlarge` between."""
    if block.heading:
        yield block
        return
    lines = tuple(part for line in block.lines for part in re.split(r"(?<=\S) (?=Enlarge$)", line))
    kept = at = 0
    letters = [_letters(line) for line in lines]
    while at < len(lines):
        if letters[at] == "Enlarge":
            before, after = _twins(letters[kept:at], letters[at + 1 :])
            start, end = at - before, at + 1 + after
        elif twice := _repeated(letters, at, kept):
            start, end = at + 1 - twice, at + 1 + twice
        else:
            at += 1
            continue
        if kept < start:
            yield _Block(lines[kept:start], False)
        at = kept = end
    if kept < len(lines):
        yield _Block(lines[kept:], False)


def _twins(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many lines before and after `Enlarge` are the caption; without a twin only a single line before it is."""
    heads = {"".join(after[:count]): count for count in range(1, min(len(after), 40) + 1)}
    for count in range(min(len(before), 40), 0, -1):
        if same := heads.get("".join(before[-count:])):
            return count, same
    return min(len(before), 1), 0


def _repeated(letters: Sequence[str], at: int, kept: int) -> int:
    """How many lines ending here are repeated right below; lines without a word don't count."""
    if at + 1 < len(letters):
        for count in range(1, min(9, at + 2 - kept, len(letters) - at)):
            first = letters[at + 1 - count : at + 1]
            if first[0] == letters[at + 1] and len(first[0]) > 2 and first == letters[at + 1 : at + 1 + count]:
                return count
    return 0


def _letters(line: str) -> str:
    return "".join(line.split())


def _lead(blocks: Sequence[_Block], title: str) -> int:
    """The index of the block the prose starts with."""
    stems = {word[:5] for word in re.findall(r"\w{3,}", re.sub(r" \(.*|,.*", "", title).casefold())}
    first = -1
    for at, block in enumerate(blocks):
        if block.heading:
            return first if first >= 0 else at
        if not _is_prose(block) or _FOOTNOTE.match(block.lines[0]) or _ITEM.match(block.lines[0]):
            continue
        joined = " ".join(line.strip() for line in block.lines)
        if any(stem in joined[:90].casefold() for stem in stems) and _COPULA.search(joined):
            return at
        first = at if first < 0 and len(block.lines) > 2 else first
    return max(first, 0) if first >= 0 else len(blocks)


def _is_prose(block: _Block) -> bool:
    """Whether lines break only at the margin, without gaps, and the last ends a sentence."""
    lines = [line for line in block.lines]
    if _NOTICE.match(lines[0]) or not re.search(r"[.:!?;)\"”\]]$", lines[-1].rstrip()) or not _wrapped(lines):
        return False
    return sum(map(len, lines)) > 50 and " " in lines[0].strip()


def _wrapped(lines: Sequence[str]) -> bool:
    """Whether nearly all lines go as far as the margin lets them, and hardly any has a gap in it."""
    gaps = sum(1 for line in lines if len(_GAP.findall(line.strip())) > 0 and not re.search(r"[.?!:] {2}\S", line))
    early = sum(_breaks_early(line, below) for line, below in pairwise(lines))
    deep = sum(1 for line in lines if len(line) - len(line.lstrip()) > 12)
    return gaps <= len(lines) * 0.3 and early <= max(1, (len(lines) - 1) * 0.25) and deep <= len(lines) * 0.3


def _body(blocks: Sequence[_Block]) -> list[str]:
    """Paragraphs and headings; a heading right above another is dropped, for levels aren't printed."""
    parts: list[str] = []
    for block in blocks:
        if block.heading:
            heading = " ".join(line.strip() for line in block.lines)
            if parts and parts[-1].startswith("== "):
                parts.pop()
            parts.append(f"== {heading} ==")
        else:
            parts += filter(None, (_joined(lines) for lines in _runs(block.lines) if _is_text(lines)))
    while parts and parts[-1].startswith("== "):
        parts.pop()
    return parts


def _runs(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """The lines at once, or where a table is set close to prose, the stretches of three and more that are wrapped."""
    if _wrapped(lines):
        yield lines
        return
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or _breaks_early(lines[at - 1], lines[at]):
            if at - start >= 3:
                yield lines[start:at]
            start = at


def _breaks_early(line: str, below: str) -> bool:
    """Whether the next line's first word had still fitted."""
    return not _ITEM.match(below) and len(line) + 1 + len(below.split()[0]) <= _MARGIN - 1


def _is_text(lines: Sequence[str]) -> bool:
    """Whether a block below the lead is prose or a list, not a table, a caption, a formula or a bar of links."""
    joined = " ".join(line.strip() for line in lines)
    if _NOTICE.match(lines[0]) or _FOOTNOTE.match(lines[0]) or not _wrapped(lines):
        return False
    if len(re.findall(r" [•·|] ", joined)) > 2 or "----" in joined:
        return False
    if re.search(r"\\[a-z]+", joined) and len(re.findall(r"(?<![\\\w])[A-Za-z]{3,}(?!\w)", joined)) < 15:
        return False
    if len(lines) == 1 and not _ITEM.match(lines[0]):
        return bool(re.search(r"[.!?:;\"”)…]$", joined)) and (len(joined) >= 40 or joined.endswith(":"))
    return True


def _joined(lines: Sequence[str]) -> str:
    """Wrapped lines as one paragraph, and each item of a list that is a sentence as one of its own."""
    parts: list[tuple[bool, str]] = []
    for line in lines:
        item = _ITEM.match(line)
        text = line[item.end() :].strip() if item else line.strip()
        if item or not parts:
            parts.append((bool(item), text))
        else:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} {text}")
    return "\n\n".join(text for item, text in parts if not item or text[-1:] in ".!?" or len(text.split()) > 8)


def _quotes(line: str) -> str:
    """The line without spaces inside its double quotes, where they come in pairs."""
    pieces = line.split('"')
    if len(pieces) % 2 == 0:
        return re.sub(r'(?<=[\s(])" (?=\w)', '"', line)
    return '"'.join(piece.strip() if at % 2 and piece.strip() else piece for at, piece in enumerate(pieces))
