"""Tools: what an agent in a trajectory can call, how it is told of them, and what comes back.

    CROP.schema() → {"type": "function", "function": {"name": "crop", "description": "…", "parameters": {…}}}
    await session.call("crop", '{"image": "img_1", "bbox": [10, 20, 200, 180]}')
    → Returned(text="img_2: 190x160 pixels, …", images=("img_2",), error=None)

A tool is a value: its arguments are a pydantic model, which gives its JSON schema, and `run` is a plain function.
A **session** is one rollout's view of the tools: a corpus, and pictures by short ids (`img_1`, `img_2`, …).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from PIL.Image import Image
from pydantic import BaseModel, ConfigDict

from synthloom.schemas.corpus import Corpus
from synthloom.schemas.media import Media, MediaStore

ErrorClass = Literal["timeout", "bad_arguments", "empty", "refused", "unavailable", "malformed"]
"""What went wrong with a call.

- `timeout`: no answer in time
- `bad_arguments`: no such tool, arguments that are no JSON or not of the schema, a picture or page that isn't there
- `empty`: done, and nothing found
- `refused`: not allowed here (an address that isn't public, code that is switched off)
- `unavailable`: the server said 5xx or 429, or can't be reached
- `malformed`: an answer that can't be read: the server's, or a call in the model's text that can't be parsed
"""
FAILURES: frozenset[ErrorClass] = frozenset({"timeout", "bad_arguments", "refused", "unavailable", "malformed"})
"""Those that count towards a fatal step; a search that finds nothing is an answer."""
BoxForm = Literal["xyxy", "xywh", "normalised"]


class ToolError(Exception):
    """Raised by a tool for what its caller can know of; the text becomes the observation."""

    def __init__(self, error: ErrorClass, text: str) -> None:
        super().__init__(text)
        self.error, self.text = error, text


class ToolSettings(BaseModel):
    """Which tools a rollout may call and what answers for them; part of the step's identity."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...] = ()
    """Empty: all that are on by default."""
    backends: tuple[tuple[str, str], ...] = ()
    """Tool name → back end, such as `("text_search", "serper")`; others: embedded. Addresses are settings."""
    timeout: float = 20.0
    """Seconds that a server has for one call; what is computed here has ten times as long."""
    clip: str = ""
    """`ARCHITECTURE/WEIGHTS` for searching pictures; empty: by perceptual features and names."""


@dataclass(frozen=True)
class Alias:
    """What a paper calls a tool, and its arguments."""

    paper: str
    name: str
    arguments: tuple[tuple[str, str], ...] = ()
    """The paper's argument → ours, where they differ; `x,y,width,height` → `bbox` is one entry."""
    box: BoxForm = "xyxy"
    """How the paper writes a box; ours is pixels x0, y0, x1, y1."""


class Desk(Protocol):
    """What a tool works with in one session."""

    @property
    def media(self) -> MediaStore:
        """Where pictures are read and put."""
        ...

    @property
    def corpus(self) -> Corpus:
        """The corpus to search. Raises `ToolError` (`refused`) where the session has none."""
        ...

    @property
    def settings(self) -> ToolSettings:
        """Which back ends answer, and how long a call may take."""
        ...

    def image(self, ref: str) -> Image:
        """The picture of a short id: RGB, upright. Raises `ToolError` (`bad_arguments`) where there is none."""
        ...

    def add(self, picture: Image | bytes | Media) -> str:
        """Give a picture the next short id. Raises `ToolError` (`malformed`) for bytes that are no picture."""
        ...

    def cached(self, kind: str, asked: Mapping[str, Any], answer: Callable[[], str]) -> str:
        """What `answer` gives, or gave for the same question before; kept in the catalog for a time set by kind."""
        ...


@dataclass(frozen=True)
class Tool:
    """Something an agent can call. `run` may take long: it is called in a thread."""

    name: str
    summary: str
    """What the model is told."""
    arguments: type[BaseModel]
    """With a description on every field; no field named `name`."""
    run: Callable[[Any, Desk], str]
    """Arguments and desk to the observation's text; pictures are added to the desk and named in the text."""
    version: int = 1
    aliases: tuple[Alias, ...] = ()
    deterministic: bool = True
    """Whether the same call gives the same observation again, with the embedded back end."""
    by_default: bool = True
    prepare: Callable[[Desk], object] | None = None
    """Makes what the tool needs once, such as an index; however long it takes is no part of a call's time."""

    def schema(self) -> dict[str, Any]:
        """The tool as OpenAI's `tools` has it."""
        parameters = self.arguments.model_json_schema()
        parameters.pop("title", None)
        parameters.pop("description", None)
        for told in parameters.get("properties", {}).values():
            told.pop("title", None)
        function = {"name": self.name, "description": self.summary, "parameters": parameters}
        return {"type": "function", "function": function}


@dataclass(frozen=True)
class Returned:
    """What a call gave."""

    tool: str
    """Our name of it, where an alias was called."""
    text: str
    images: tuple[str, ...] = ()
    """Short ids of the pictures that it brought."""
    error: ErrorClass | None = None
    deterministic: bool = True
    arguments: str = ""
    """The call's arguments by our names, as JSON text; empty where they can't be used."""
    hash: str = ""
    """SHA-256 over the text, the error and the new pictures' hashes: what a replay compares."""


class Session(Protocol):
    """One rollout's view of the tools. Calls are made one after another."""

    @property
    def images(self) -> Mapping[str, Media]:
        """The pictures so far, by short id, in order."""
        ...

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What may be called."""
        ...

    @property
    def environment(self) -> str:
        """What decides observations besides the arguments: versions of tools, OpenCV, OCR; back ends."""
        ...

    async def prepare(self) -> None:
        """Make what the tools need and isn't there yet; calls do so too, but then a rollout's clock runs."""
        ...

    async def call(self, name: str, arguments: str) -> Returned:
        """Call a tool by its name or a paper's, with its arguments as JSON text. Never raises `ToolError`."""
        ...
