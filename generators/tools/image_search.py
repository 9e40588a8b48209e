"""Image search: picture files of a corpus by what they are called or show.

    image_search(query="Ray Charles in 1968", top_k=2) →

    Pictures for "Ray Charles in 1968":

    1. Ray_Charles_1968.jpg (wiki://ray/File:Ray_Charles_1968.jpg), 220x300 pixels
    Page: Ray Charles (wiki://ray/Ray_Charles)

    2. RayCharles1983.jpg (wiki://ray/File:RayCharles1983.jpg), 170x218 pixels
    Page: Ray Charles (wiki://ray/Ray_Charles)

A result is a line that `text_search.RESULT` finds and one that `SHOWN_ON` finds; `fetch_image` brings the picture.
Without CLIP (`ToolSettings.clip`) the query is compared with files' names and their pages' titles and descriptions, by
BM25; with it, with what the pictures show. Nothing found: `empty`.
"""

import re

from pydantic import BaseModel, ConfigDict, Field

from synthloom.catalog.corpus.addresses import file_address, page_address
from synthloom.schemas.corpus import Corpus, Embedder, Picture, PictureIndex
from synthloom.schemas.tools import Alias, Desk, Tool, ToolError

SHOWN_ON = re.compile(r"^Page: (?P<title>.+) \((?P<address>wiki://\S+)\)$", re.MULTILINE)
"""The line of a picture's page."""


class ImageSearch(BaseModel):
    """Arguments of `image_search`."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, max_length=400, description="What the pictures should show or be named.")
    top_k: int = Field(default=5, ge=1, le=10, description="How many pictures to return.")


def image_search(arguments: ImageSearch, desk: Desk) -> str:
    """The results as text. Raises `ToolError`: `empty`, `unavailable`."""
    corpus = desk.corpus
    found = pictures(desk).about(arguments.query, arguments.top_k)
    if not found:
        raise ToolError("empty", f'No pictures for "{arguments.query}".')
    results = [
        f"{rank}. {file_line(corpus, likeness.picture)}\n{_page_line(corpus, likeness.picture)}"
        for rank, likeness in enumerate(found, 1)
    ]
    return "\n\n".join([f'Pictures for "{arguments.query}":', *results])


def pictures(desk: Desk) -> PictureIndex:
    """The pictures of the desk's corpus, by CLIP where the settings name one. Raises `ToolError`."""
    embedder: Embedder | None = None
    if desk.settings.clip:
        from synthloom.engines.clip import open_clip_model

        embedder = open_clip_model(desk.settings.clip)
    try:
        index = desk.corpus.pictures(embedder)
    except OSError as error:
        raise ToolError("unavailable", f"The wiki's pictures can't be had now: {error}.") from error
    if not len(index):
        raise ToolError("empty", "No pictures: this wiki has none.")
    return index


def file_line(corpus: Corpus, picture: Picture) -> str:
    """`Ray.jpg (wiki://ray/File:Ray.jpg), 220x300 pixels`."""
    return f"{picture.name} ({file_address(corpus.info.name, picture.name)}), {picture.width}x{picture.height} pixels"


def _page_line(corpus: Corpus, picture: Picture) -> str:
    title = corpus.title(picture.nodes[0])
    return f"Page: {title} ({page_address(corpus.info.name, title)})"


IMAGE_SEARCH = Tool(
    name="image_search",
    summary="Search picture files of the wiki by words. Returns their addresses and the pages that show them; "
    "fetch_image brings a picture.",
    arguments=ImageSearch,
    run=image_search,
    prepare=pictures,
    aliases=(
        Alias("Gen-Searcher", "image_search"),
        Alias("Unify-Agent", "search_image", (("q", "query"), ("num", "top_k"), ("hl", ""))),
        Alias(
            "LMM-Searcher",
            "image_search",
            (("q", "query"), ("num", "top_k"), ("gl", ""), ("hl", ""), ("location", ""), ("page", "")),
        ),
        Alias("VRAG-RL", "search"),
    ),
)
