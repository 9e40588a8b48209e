"""Google's results as the search tools show them, by way of Serper.

    text_search({"queries": ["currency of Lesotho"], "top_k": 1}, ask)

    Results for "currency of Lesotho":

    1. Lesotho loti (https://en.wikipedia.org/wiki/Lesotho_loti)
    The loti is the currency of the Kingdom of Lesotho. …

Searching by picture needs an address that Google can open: of a picture that came from the web, or under `media_url`.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from synthloom.engines.calls.call import canonical
from synthloom.engines.online.serper import Serper
from synthloom.engines.settings import DEFAULT_FILE
from synthloom.schemas.tools import Desk, ToolError

Given = Mapping[str, Any]


class OnlineDesk(Desk, Protocol):
    """A desk that knows which pictures came from the web."""

    origins: dict[str, str]
    """Short id → address, of those."""


class Ask:
    """One call's way to Serper: answers are kept, all before one deadline."""

    def __init__(self, desk: OnlineDesk, backend: str, client: Serper, media_url: str, deadline: float) -> None:
        self.desk, self.backend, self.media_url = desk, backend, media_url
        self._client, self._deadline = client, deadline

    def results(self, kind: str, question: str, given: Given) -> list[dict[str, str]]:
        """Results of `search`, `images` or `lens`. Raises `ToolError`."""
        count, language = int(given.get("top_k") or 5), str(given.get("lang") or "")
        asked = {"kind": kind, "q": question, "num": count, "hl": language}
        said = self.desk.cached(self.backend, asked, lambda: self._ask(kind, question, count, language))
        found: list[dict[str, str]] = json.loads(said)
        return found

    def _ask(self, kind: str, question: str, count: int, language: str) -> str:
        return canonical(self._client.ask(kind, question, count, language, self._deadline))


def text_search(given: Given, ask: Ask) -> str:
    """Pages for each query. Raises `ToolError`."""
    blocks, found = [], False
    for query in dict.fromkeys(given["queries"]):
        results = ask.results("search", query, given)
        found |= bool(results)
        lines = [f"{rank}. {told['title']} ({told['link']})\n{told['snippet']}" for rank, told in enumerate(results, 1)]
        blocks.append("\n\n".join([f'Results for "{query}":', *lines]) if lines else f'No results for "{query}".')
    text = "\n\n".join(blocks)
    if not found:
        raise ToolError("empty", text)
    return text


def image_search(given: Given, ask: Ask) -> str:
    """Pictures for a query, by address; `fetch_image` brings one. Raises `ToolError`."""
    query = given["query"]
    results = [told for told in ask.results("images", query, given) if told["image"]]
    if not results:
        raise ToolError("empty", f'No pictures for "{query}".')
    lines = [
        f"{rank}. {told['title']} ({told['image']}){told['size']}\nPage: {told['title']} ({told['link']})"
        for rank, told in enumerate(results, 1)
    ]
    return "\n\n".join([f'Pictures for "{query}":', *lines])


def visual_search(given: Given, ask: Ask) -> str:
    """Pages that show a picture. Raises `ToolError`: `refused` where the picture has no public address."""
    ref, bbox = given["image"], given.get("bbox")
    results = ask.results("lens", _address_of(ref, bbox, ask), given)
    what = f"the region ({', '.join(f'{side:g}' for side in bbox)}) of {ref}" if bbox else ref
    if not results:
        raise ToolError("empty", f"No pages with pictures like {what}.")
    lines = [
        f"{rank}. {told['title']} ({told['link']})" + (f"\nPicture: {told['image']}" if told["image"] else "")
        for rank, told in enumerate(results, 1)
    ]
    return "\n\n".join([f"Pages with pictures like {what}:", *lines])


def _address_of(ref: str, bbox: list[float] | None, ask: Ask) -> str:
    picture = ask.desk.image(ref)
    if ref in ask.desk.origins and not bbox:
        return ask.desk.origins[ref]
    if not ask.media_url:
        raise ToolError(
            "refused",
            f"{ref} has no public address, so it can't be searched for here. (media_url under [tools.{ask.backend}] in "
            f"{DEFAULT_FILE} says where all can see the catalog's media.)",
        )
    if bbox:
        picture = picture.crop((round(bbox[0]), round(bbox[1]), round(bbox[2]), round(bbox[3])))
    media = ask.desk.media.put_image(picture)
    return f"{ask.media_url.rstrip('/')}/{media.path.removeprefix('media/')}"


BY_TOOL: Mapping[str, Callable[[Given, Ask], str]] = {
    "text_search": text_search,
    "image_search": image_search,
    "visual_search": visual_search,
}
