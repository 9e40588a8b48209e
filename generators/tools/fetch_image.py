"""Fetch image: a picture file of the corpus as a picture with a short id, to be looked at and worked on.

    fetch_image(url="wiki://ray/File:Ray_Charles_1968.jpg") → "img_2: 220x300 pixels, Ray_Charles_1968.jpg"

The file's name alone will do. A file that isn't there is `bad_arguments`, and so is any address outside the wiki.
"""

from pydantic import BaseModel, ConfigDict, Field

from synthloom.catalog.corpus.addresses import file_address, parse, same_corpus, spellings
from synthloom.schemas.corpus import Corpus
from synthloom.schemas.tools import Alias, Desk, Tool, ToolError


class FetchImage(BaseModel):
    """Arguments of `fetch_image`."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(min_length=1, max_length=600, description="Address of a picture file, as searches give it.")


def fetch_image(arguments: FetchImage, desk: Desk) -> str:
    """The new id. Raises `ToolError`: `bad_arguments`, `malformed`, `unavailable`."""
    name, data = file_of(desk.corpus, arguments.url)
    ref = desk.add(data)
    picture = desk.image(ref)
    return f"{ref}: {picture.width}x{picture.height} pixels, {name}"


def file_of(corpus: Corpus, url: str) -> tuple[str, bytes]:
    """A file's name and its bytes. Raises `ToolError`."""
    address = parse(url)
    if address is None or not same_corpus(address, corpus.info.name):
        expected = file_address(corpus.info.name, "NAME.jpg")
        raise ToolError("bad_arguments", f"{url} can't be fetched: pictures here have addresses like {expected}.")
    for name in spellings(address.file or address.title):
        try:
            data = corpus.image(name)
        except OSError as error:
            raise ToolError("unavailable", f"{url} can't be had now: {error}.") from error
        if data is not None:
            return name, data
    if not address.file and corpus.node(address.title) is not None:
        raise ToolError("bad_arguments", f"{url} is a page, not a picture; visit tells which pictures it shows.")
    raise ToolError("bad_arguments", f'There is no picture "{address.file or address.title}".')


FETCH_IMAGE = Tool(
    name="fetch_image",
    summary="Bring a picture file by its address. Gives a new picture with its own id.",
    arguments=FetchImage,
    run=fetch_image,
    aliases=(Alias("LMM-Searcher", "fetch_image"),),
)
