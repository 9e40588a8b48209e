"""Web pages as `visit` shows them, read by Jina's reader.

    visit({"urls": ["https://en.wikipedia.org/wiki/Lesotho"], "goal": "highest point", "mode": "goal"}, desk, …)

    # Lesotho (https://en.wikipedia.org/wiki/Lesotho)

    Lesotho is a landlocked country in Southern Africa. …

    On "highest point":
    [Geography] The highest point is Thabana Ntlenyana, at 3,482 m. …

    Shown: 1,920 of 41,300 characters of text; mode "full" shows more.

Passages are chosen as the embedded `visit` does it, by the words they share with the goal, or a model says what the
page has on it.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from synthloom.catalog.corpus.addresses import page_address
from synthloom.catalog.corpus.excerpts import GAP, excerpt, fitting, opening
from synthloom.catalog.corpus.search import passages
from synthloom.engines.calls.call import canonical
from synthloom.engines.online.jina import SERVICE, Jina
from synthloom.engines.settings import ToolServer
from synthloom.generators.tools.online_addresses import check_address
from synthloom.generators.tools.visit import FITTING, FULL, LEAD, PASSAGE, START
from synthloom.schemas.tools import Desk, ToolError

PICTURES = 4
"""How many of a page's pictures are named."""
_IMAGE = re.compile(r"!\[([^\]]*)\]\((https?://[^)\s]+)[^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)

Summarise = Callable[[str, str], str]
"""A page's text and a goal to what the page says on it."""


def visit(
    given: Mapping[str, Any],
    desk: Desk,
    backend: str,
    jina: Jina,
    server: ToolServer,
    summarise: Summarise | None,
    deadline: float,
) -> str:
    """The pages as text. Raises `ToolError`: of the last page where none could be read."""
    blocks, failed = list[str](), list[ToolError]()
    for url in dict.fromkeys(given["urls"]):
        try:
            address = url if "://" in url else _title(url, desk)
            check_address(address, server.base_url or SERVICE)
            said = desk.cached(backend, {"url": address}, partial(_read, jina, address, deadline))
            goal = given["goal"] if given["mode"] == "goal" else ""
            blocks.append(_block(Page(**json.loads(said)), given["mode"], goal, summarise))
        except ToolError as error:
            failed.append(error)
            blocks.append(f"{url} can't be opened: {error.text}")
    if len(failed) == len(blocks):
        raise ToolError(failed[-1].error, "\n\n".join(blocks))
    return "\n\n".join(blocks)


def _title(title: str, desk: Desk) -> str:
    """The address of a page that is named by its title, as the embedded `visit` takes it."""
    try:
        return page_address(desk.corpus.info.name, title)
    except ToolError:  # a session over no corpus
        return title


def _read(jina: Jina, url: str, deadline: float) -> str:
    return canonical(jina.read(url, deadline))


class Page(NamedTuple):
    """A page as the reader gave it."""

    title: str
    url: str
    text: str


def _block(page: Page, mode: str, goal: str, summarise: Summarise | None) -> str:
    pictures = list(dict.fromkeys(_IMAGE.findall(page.text)))
    text = _LINK.sub(r"\1", _IMAGE.sub("", page.text)).strip()
    if mode == "goal":
        lead = opening(_HEADING.sub("", text), LEAD)
        found = [] if not goal else [summarise(text, goal)] if summarise else _fitting(text, lead, goal)
        parts = [lead, "\n".join([f'On "{goal}":', *found]) if found else ""]
    else:
        limit = START if mode == "start" else FULL
        parts = [text if len(text) <= limit else f"{text[: text.rfind(' ', 0, limit)]} {GAP}"]
    length, shown = len(" ".join(text.split())), sum(map(len, parts))
    notes = []
    if pictures:
        notes.append("Pictures: " + "; ".join(f"{name or 'picture'} ({url})" for name, url in pictures[:PICTURES]))
    if shown < length:
        more = "" if mode == "full" else '; mode "full" shows more'
        notes.append(f"Shown: {shown:,} of {length:,} characters of text{more}.")
    head = f"# {page.title or page.url} ({page.url})"
    return "\n\n".join([head, *(part for part in parts if part), *(["\n".join(notes)] if notes else [])])


def _fitting(text: str, lead: str, goal: str) -> list[str]:
    """The passages that fit the goal best, in the page's order, under their headings."""
    headings = [(found.start(), found.group(1)) for found in _HEADING.finditer(text)]
    pieces = []
    for start, end in passages(_HEADING.sub(lambda found: "\n" * len(found.group()), text)):
        said = " ".join(text[start:end].split())
        heading = next((name for place, name in reversed(headings) if place <= start), "")
        if said and said not in lead:
            pieces.append((heading, said))
    scores = fitting([f"{heading} {said}" for heading, said in pieces], goal, "en")
    chosen, left = dict[int, str](), FITTING
    for place in sorted(range(len(pieces)), key=lambda place: -scores[place]):
        if scores[place] <= 0 or left < PASSAGE // 3:
            break
        heading, said = pieces[place]
        shown = excerpt(said, goal, min(PASSAGE, left), "en")
        chosen[place] = f"[{heading}] {shown}" if heading else shown
        left -= len(shown)
    return [chosen[place] for place in sorted(chosen)]
