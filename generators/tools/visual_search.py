"""Visual search: pages of a corpus that show a picture like a given one, or like a region of it.

    visual_search(image="img_1", bbox=[100, 90, 560, 540], top_k=2) →

    Pages with pictures like the region (100, 90)-(560, 540) of img_1:

    1. Lesotho (wiki://sample/Lesotho), similarity 0.85
    Picture: Lesotho.png (wiki://sample/File:Lesotho.png), 640x640 pixels

    2. Eswatini (wiki://sample/Eswatini), similarity 0.37
    Picture: Eswatini.png (wiki://sample/File:Eswatini.png), 640x640 pixels

A result is a line that `text_search.RESULT` finds, with a `SIMILARITY`, and a line `Picture: …`; a page comes once,
with its picture that is most alike. Similarity is 0 to 1: above 0.75 it is the same picture, below 0.5 mostly another;
a part of one may come out at 0.4. The nearest pages are given however little they resemble.
"""

import re

from pydantic import BaseModel, ConfigDict, Field

from synthloom.catalog.corpus.addresses import page_address
from synthloom.generators.tools.image_search import file_line, pictures
from synthloom.generators.tools.pixels import Box, ImageId, region_of
from synthloom.schemas.corpus import Likeness
from synthloom.schemas.tools import Alias, Desk, Tool

SIMILARITY = re.compile(r", similarity (?P<similarity>[01]\.\d\d)$", re.MULTILINE)
"""The end of a result's first line."""
LEAST_SIDE = 16
"""Pixels of a region that can be compared."""
PER_PAGE = 3
"""Pictures asked for each page wanted: the likest are often of one page."""


class VisualSearch(BaseModel):
    """Arguments of `visual_search`."""

    model_config = ConfigDict(extra="forbid")

    image: ImageId = Field(description="Short id of the picture to search with, such as img_1.")
    bbox: Box | None = Field(
        default=None, description="The region [x0, y0, x1, y1] in pixels to search with; the whole picture if left out."
    )
    top_k: int = Field(default=5, ge=1, le=10, description="How many pages to return.")


def visual_search(arguments: VisualSearch, desk: Desk) -> str:
    """The results as text. Raises `ToolError`: `bad_arguments`, `empty`, `unavailable`."""
    corpus, picture, what = desk.corpus, desk.image(arguments.image), arguments.image
    if arguments.bbox is not None:
        x0, y0, x1, y1 = region_of(arguments.bbox, picture.size, arguments.image)
        picture, what = picture.crop((x0, y0, x1, y1)), f"the region ({x0}, {y0})-({x1}, {y1}) of {arguments.image}"
    found = pictures(desk).like(picture, PER_PAGE * arguments.top_k)
    pages = dict[int, Likeness]()
    for likeness in found:
        for node in likeness.picture.nodes:
            pages.setdefault(node, likeness)
    results = [f"Pages with pictures like {what}:"]
    for rank, (node, likeness) in enumerate(list(pages.items())[: arguments.top_k], 1):
        title = corpus.title(node)
        results.append(
            f"{rank}. {title} ({page_address(corpus.info.name, title)}), similarity {likeness.similarity:.2f}\n"
            f"Picture: {file_line(corpus, likeness.picture)}"
        )
    return "\n\n".join(results)


VISUAL_SEARCH = Tool(
    name="visual_search",
    summary="Find wiki pages that show a picture like the given one, or like a region of it (reverse image search).",
    arguments=VisualSearch,
    run=visual_search,
    prepare=pictures,
    aliases=(
        Alias("OpenSearch-VL", "image_search", (("url", "image"),)),
        Alias("Vision-DeepResearch", "crop_and_search", (("image_id", "image"), ("bbox[]", "bbox"), ("goal", ""))),
        Alias("LMM-Searcher", "visual_search", (("image_url", "image"),)),
    ),
)
