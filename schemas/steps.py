"""Step protocols. A step is a frozen dataclass with one verb; its fields are its configuration and its fingerprint.

Every step has `name` (how the recipe, the command line and the funnel call it), `version` (raised when its
behaviour changes) and, when it may ask models, `roles` (whose: `--model ROLE=NAME`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal, Protocol, TypeVar

import polars as pl
from PIL.Image import Image
from pydantic import BaseModel

from synthloom.schemas.corpus import Corpora
from synthloom.schemas.media import Media, MediaStore
from synthloom.schemas.records import Record
from synthloom.schemas.tools import Session, ToolSettings

Role = Literal["classifier", "writer", "editor", "solver", "judge", "policy"]
In_contra = TypeVar("In_contra", bound=Record, contravariant=True)
Out_co = TypeVar("Out_co", bound=Record, covariant=True)
Answer = TypeVar("Answer", bound=BaseModel)


class Reject(Exception):
    """Raised by a generator to drop its record: a `snake_case` reason and, where it helps, a score and a detail."""

    def __init__(self, reason: str, detail: str = "", score: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.detail, self.score = reason, detail, score


@dataclass(frozen=True)
class BadRow:
    """A source row that can't become a record: yielded in its place, so that no row vanishes."""

    id: str
    reason: str
    detail: str = ""
    source: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a step said of a record."""

    kept: bool
    reason: str = ""
    score: float | None = None
    detail: str = ""


@dataclass(frozen=True)
class Text:
    """A text part of a message."""

    text: str


Part = Text | Media


@dataclass(frozen=True)
class Called:
    """A tool call in a model's turn; `arguments` is JSON text as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Message:
    """One turn for a chat model; `calls` belong to an assistant's, `call_id` to a tool's."""

    role: Literal["system", "user", "assistant", "tool"]
    parts: tuple[Part, ...]
    calls: tuple[Called, ...] = ()
    call_id: str = ""


@dataclass(frozen=True)
class TokenChance:
    """One token of a reply, how likely it was (natural logarithm), and the likeliest in its place."""

    token: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Said:
    """A model's free turn."""

    text: str
    calls: tuple[Called, ...] = ()
    reasoning: str = ""
    """What the server gives apart as `reasoning_content` or `reasoning`."""
    finish: str = "stop"
    """`length`: cut off; such a turn is never stored."""
    tokens_in: int | None = None
    tokens_out: int | None = None
    chances: tuple[TokenChance, ...] = ()
    """Per token of `text`, where `top_logprobs` were asked for and the server gives them."""


class Model(Protocol):
    """A named model behind an engine. Replies come from the call cache when the same call was answered before."""

    @property
    def name(self) -> str:
        """The model's full name, revision included."""
        ...

    async def chat(
        self, messages: Sequence[Message], answer: type[Answer], *, temperature: float = 0.0, draw: int = 0
    ) -> Answer:
        """Ask for one JSON reply of the shape `answer`. Raises on transport faults and unusable replies."""
        ...

    async def draws(
        self, messages: Sequence[Message], answer: type[Answer], count: int, *, temperature: float = 1.0
    ) -> list[Answer]:
        """`count` independent replies to one question: draws 0, 1, …, each a call of its own in the cache."""
        ...

    async def converse(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[Mapping[str, Any]] = (),
        temperature: float = 0.0,
        draw: int = 0,
        max_tokens: int | None = None,
        stop: Sequence[str] = (),
        top_logprobs: int = 0,
    ) -> Said:
        """Ask for the next turn of a conversation. Raises on transport faults; a cut turn is returned."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text."""
        ...

    async def edit_image(self, prompt: str, image: Media, *, draw: int = 0) -> Media:
        """Ask an image-edit endpoint for one picture."""
        ...


class Similarity(Protocol):
    """What compares pictures with a text; `engines.clip.Clip` is one."""

    def similarity(self, images: Sequence[Image], text: str) -> list[float]:
        """The cosine between each picture and the text."""
        ...


class Context(Protocol):
    """What a step may use. A step never opens its own client, file or random generator."""

    @property
    def media(self) -> MediaStore:
        """Where pictures are read and put."""
        ...

    @property
    def random(self) -> Random:
        """Seeded by the run's seed, the step's name and the record's id (for filters: without an id)."""
        ...

    @property
    def corpora(self) -> Corpora:
        """The corpora of the catalog, by key."""
        ...

    def session(self, corpus: str, images: Sequence[Media], settings: ToolSettings) -> Session:
        """Tools over a corpus, by key, or over none; the pictures get the first short ids. Raises `UserError`."""
        ...

    def clip(self, name: str) -> Similarity:
        """The CLIP model of that name, `ARCHITECTURE/WEIGHTS`, loaded once. Raises `UserError`."""
        ...

    def model(self, role: Role) -> Model | None:
        """The first model named for a role, or None: then the step's own rules answer."""
        ...

    def panel(self, role: Role) -> tuple[Model, ...]:
        """All models named for a role, in the order given; empty: then the step's own rules answer."""
        ...


class Source(Protocol[Out_co]):
    """Where rows come from, pinned to a revision."""

    @property
    def name(self) -> str:
        """How the recipe, the command line and the funnel call it."""
        ...

    @property
    def revision(self) -> str:
        """The state that is read: a commit, or a hash of the files."""
        ...

    @property
    def licence(self) -> str:
        """The licence of the whole, where rows have no licence of their own."""
        ...

    @property
    def makes(self) -> type[Out_co]:
        """The record type it yields."""
        ...

    @property
    def state(self) -> str:
        """A stamp, cheap to take; as long as it is the same, nothing is read again."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know of what was found, such as files that are not read."""
        ...

    @property
    def count(self) -> int | None:
        """How many rows there are, where that is known without reading them."""
        ...

    def load(self, context: Context) -> Iterator[Out_co | BadRow]:
        """Rows in a fixed order."""
        ...


class Generator(Protocol[In_contra, Out_co]):
    """A record in, 0..n records out."""

    @property
    def name(self) -> str:
        """How the recipe, the command line and the funnel call it."""
        ...

    @property
    def makes(self) -> type[Out_co]:
        """The record type it returns."""
        ...

    async def generate(self, record: In_contra, context: Context) -> Sequence[Out_co]:
        """Make records; raise `Reject` to drop; any other exception is an error and will be tried again."""
        ...


class Filter(Protocol):
    """Looks at the whole table; `reads` are the columns it needs ."""

    @property
    def name(self) -> str:
        """How the recipe, the command line and the funnel call it."""
        ...

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns it needs."""
        ...

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """One row for every row of the table: id, kept (bool), reason (str), score (f64 or null), detail (str)."""
        ...


class Verifier(Protocol[In_contra]):
    """Looks at one record."""

    @property
    def name(self) -> str:
        """How the recipe, the command line and the funnel call it."""
        ...

    async def verify(self, record: In_contra, context: Context) -> Verdict:
        """Keep or reject, with a reason."""
        ...


Step = Generator[Any, Any] | Filter | Verifier[Any]
