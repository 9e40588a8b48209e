"""Visit: what a page says, whole, from its start, or as far as it bears on a goal.

    visit(urls=["wiki://small/Lesotho"], goal="highest point", mode="goal") →

    # Lesotho (wiki://small/Lesotho)
    Country in Southern Africa

    Lesotho, officially the Kingdom of Lesotho, is a landlocked country in Southern Africa. Its capital is Maseru. …

    Infobox:
    - Capital: Maseru
    - Official languages: Sesotho, English
    - Calling code: +266

    On "highest point":
    [Geography] The Orange River rises in Lesotho. The highest point is Thabana Ntlenyana, at 3,482 m. …

    Links: Maseru
    Pictures: Semonkong landscape.jpg (wiki://small/File:Semonkong_landscape.jpg)
    Shown: 1,190 of 13,460 characters of text; mode "full" shows more.

A block for each page, which `PAGE` finds; parts that a page lacks are left out. `Links` are the titles that infobox
rows lead to: a title can be visited as it is. Chosen are passages by the words they share with the goal (BM25 among
the page's own), shown in the page's order under their headings. A page that isn't there has the block
`There is no page "…". Pages with similar titles: …`; if none is there, the call has `bad_arguments`.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from synthloom.catalog.corpus.addresses import (
    file_address,
    find_page,
    nearest_pages,
    page_address,
    parse,
    same_corpus,
)
from synthloom.catalog.corpus.excerpts import GAP, excerpt, fitting, infobox_rows, opening
from synthloom.catalog.corpus.search import passages
from synthloom.schemas.corpus import Corpus, Entry, Known
from synthloom.schemas.tools import Alias, Desk, Tool, ToolError

PAGE = re.compile(r"^# (?P<title>.+) \((?P<address>wiki://\S+)\)$", re.MULTILINE)
"""The first line of a page."""
LEAD, BOX, FITTING, PASSAGE = 450, 900, 1000, 500
"""Characters of each part in mode `goal`, some 2,500 together; a passage's are within those of the fitting ones."""
ROW = 300
"""Characters of an infobox row."""
START, FULL = 2_500, 12_000
"""Characters of text in the other modes."""
LINKS, PICTURES = 8, 4
"""How many of each are named."""
NEARLY = 0.95
"""Of a text: more than this is all but white space and headings."""
_HEADING = re.compile(r"^(=+) *(.+?) *=+$", re.MULTILINE)


class Visit(BaseModel):
    """Arguments of `visit`."""

    model_config = ConfigDict(extra="forbid")

    urls: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=600)]],
        BeforeValidator(lambda given: [given] if isinstance(given, str) else given),
    ] = Field(min_length=1, max_length=3, description="One to three addresses of pages, or their titles.")
    goal: str = Field(default="", max_length=400, description="What to look for on the pages.")
    mode: Literal["goal", "full", "start"] = Field(
        default="goal",
        description="goal: introduction, infobox and the passages that fit the goal; start: how the page begins; "
        "full: the whole text.",
    )


def visit(arguments: Visit, desk: Desk) -> str:
    """The pages as text. Raises `ToolError`: `bad_arguments`."""
    corpus = desk.corpus
    blocks, found = [], False
    for url in dict.fromkeys(arguments.urls):
        node, problem = page_of(corpus, url)
        found |= node is not None
        blocks.append(problem if node is None else _page(corpus, node, arguments))
    text = "\n\n".join(blocks)
    if not found:
        raise ToolError("bad_arguments", text)
    return text


def page_of(corpus: Corpus, url: str) -> tuple[int | None, str]:
    """The node of an address or title; where there is none, what to tell the agent."""
    address = parse(url)
    name = corpus.info.name
    if address is None or not same_corpus(address, name):
        return None, f"{url} can't be opened: pages here have addresses like {page_address(name, corpus.title(0))}."
    if address.file:
        return None, f"{url} is a picture, not a page; fetch_image brings it."
    node = find_page(corpus, address.title)
    if node is not None:
        return node, ""
    near = [f"{title} ({page_address(name, title)})" for title in nearest_pages(corpus, address.title)]
    similar = f" Pages with similar titles: {'; '.join(near)}." if near else ""
    return None, f'There is no page "{address.title}".{similar}'


class _Piece(NamedTuple):
    """A passage of the text, and the heading it stands under."""

    heading: str
    said: str


def _page(corpus: Corpus, node: int, arguments: Visit) -> str:
    entry, text = corpus.entry(node), corpus.text(node)
    head = f"# {entry.title} ({page_address(corpus.info.name, entry.title)})"
    parts = [f"{head}\n{entry.short_description}" if entry.short_description else head]
    goal = arguments.goal if arguments.mode == "goal" else ""
    facts = [fact for fact in corpus.facts(node) if fact.origin == "infobox"]
    rows = _rows(facts, goal, None if arguments.mode == "full" else BOX, corpus.info.language)
    if arguments.mode == "goal":
        lead = opening(entry.lead or text, LEAD)
        fit = _fitting(text, lead, goal, entry.title, corpus.info.language) if goal else []
        shown = len(lead) + sum(len(line) for line in fit)
        told = [lead, _box(rows), "\n".join([f'On "{goal}":', *fit]) if fit else ""]
    else:
        begun = _begun(text, START if arguments.mode == "start" else FULL)
        shown = len(begun)
        told = [_box(rows), begun]
    parts += [part for part in told if part]
    notes = "\n".join(_notes(corpus, entry, facts, rows, min(shown, len(text)), len(text), arguments.mode))
    return "\n\n".join([*parts, notes] if notes else parts)


def _rows(facts: list[Known], goal: str, limit: int | None, language: str) -> list[str]:
    """The infobox's rows as written, once each; within the limit those that fit the goal, then the first ones."""
    rows = list(dict.fromkeys(infobox_rows(facts, ROW).values()))
    if limit is None or sum(map(len, rows)) <= limit:
        return rows
    scores = fitting(rows, goal, language) if goal else [0.0] * len(rows)
    kept, left = set[str](), limit
    for place in sorted(range(len(rows)), key=lambda place: -scores[place]):
        if len(rows[place]) <= left:
            kept.add(rows[place])
            left -= len(rows[place])
    return [row for row in rows if row in kept]


def _box(rows: list[str]) -> str:
    return "\n".join(["Infobox:", *(f"- {row}" for row in rows)]) if rows else ""


def _fitting(text: str, lead: str, goal: str, title: str, language: str) -> list[str]:
    """The passages that fit the goal best, in the page's order, without what the lead shows."""
    pieces = [piece for piece in _pieces(text, lead) if piece.said]
    # A heading says what its passages are about.
    scores = fitting([f"{piece.heading} {piece.said}" for piece in pieces], goal, language, besides=title)
    chosen, left = dict[int, str](), FITTING
    for place in sorted(range(len(pieces)), key=lambda place: -scores[place]):
        if scores[place] <= 0 or left < PASSAGE // 3:
            break
        heading, said = pieces[place]
        chosen[place] = f"[{heading}] " * bool(heading) + excerpt(said, goal, min(PASSAGE, left), language)
        left -= len(chosen[place])
    return [chosen[place] for place in sorted(chosen)]


def _pieces(text: str, lead: str) -> Iterator[_Piece]:
    headings = [(found.start(), found.group(2)) for found in _HEADING.finditer(text)]
    place, heading, shown = 0, "", lead
    for start, end in passages(text):
        while place < len(headings) and headings[place][0] <= start:
            heading = headings[place][1]
            place += 1
        said = " ".join(text[start:end].split())
        both = min(len(said), len(shown))
        if both and said[:both] == shown[:both]:
            said, shown = said[both:].strip(), shown[both:].strip()
        yield _Piece(heading, said)


def _begun(text: str, limit: int) -> str:
    """The text up to so many characters, cut after a paragraph, or a sentence of the first; headings as Markdown's."""
    if len(text) > limit:
        end = text.rfind("\n\n", 0, limit)
        text = f"{text[:end] if end > 0 else opening(text, limit)}\n\n{GAP}"
    return _HEADING.sub(lambda found: f"{'#' * len(found.group(1))} {found.group(2)}", text)


def _notes(
    corpus: Corpus, entry: Entry, facts: list[Known], rows: list[str], shown: int, length: int, mode: str
) -> Iterator[str]:
    told = infobox_rows(facts, ROW)
    linked = dict.fromkeys(fact.target for fact in facts if fact.target >= 0 and told[fact] in rows)
    if linked:
        yield f"Links: {'; '.join(corpus.title(target) for target in list(linked)[:LINKS])}"
    if held := list(islice(_held(corpus, entry), PICTURES)):
        yield f"Pictures: {'; '.join(f'{name} ({file_address(corpus.info.name, name)})' for name in held)}"
    if shown < NEARLY * length:
        more = "" if mode == "full" else '; mode "full" shows more'
        yield f"Shown: {shown:,} of {length:,} characters of text{more}."


def _held(corpus: Corpus, entry: Entry) -> Iterator[str]:
    """The page's pictures that can be fetched; none where a source on the network doesn't answer."""
    for name in dict.fromkeys(entry.files):
        try:
            held = corpus.image(name) is not None
        except OSError:
            return
        if held:
            yield name


VISIT = Tool(
    name="visit",
    summary="Open wiki pages by address or title. Returns the introduction, the infobox and what bears on the goal.",
    arguments=Visit,
    run=visit,
    aliases=(
        Alias("Gen-Searcher", "browse", (("url", "urls"), ("query", "goal"))),
        Alias("Vision-DeepResearch", "visit", (("url[]", "urls"),)),
        Alias("LMM-Searcher", "scrape_and_extract_info", (("url", "urls"), ("info_to_extract", "goal"))),
        Alias("WebDancer", "visit", (("url[]", "urls"),)),
        Alias("Reagent", "browse", (("url", "urls"), ("query", "goal"))),
    ),
)
