"""The context a step gets: media, models bound to a record, and a random generator that depends on content alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from random import Random

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.engines.clip import open_clip_model
from synthloom.engines.settings import Settings
from synthloom.schemas.media import Media, MediaStore
from synthloom.schemas.steps import Model, Role, Similarity, Step
from synthloom.schemas.tools import Session, ToolSettings

Panel = Callable[[Role], tuple[Model, ...]]
"""The models that answer for a role; bound to a record when they are asked for."""


def nobody(_role: Role) -> tuple[Model, ...]:
    """The panel of a step that asks no model."""
    return ()


@dataclass(frozen=True)
class StepContext:
    """One record's view of what a run offers; see `schemas.steps.Context`."""

    media: MediaStore
    make_random: Callable[[], Random]
    """Called when a step first wants a random number: seeding takes 10 µs, and few steps draw."""
    corpora: LocalCorpora
    panel_of: Panel = nobody
    servers: Settings = field(default_factory=Settings)
    """Where tools that don't answer from the corpus find their back ends."""

    @cached_property
    def random(self) -> Random:
        """The record's own generator."""
        return self.make_random()

    def session(self, corpus: str, images: Sequence[Media], settings: ToolSettings) -> Session:
        """Tools over a corpus, by key, or over none; the pictures get the first short ids."""
        from synthloom.generators.tools.session import open_session  # brings OpenCV, 0.2 s

        return open_session(self.media, self.corpora, self.corpora.catalog, corpus, images, settings, self.servers)

    def clip(self, name: str) -> Similarity:
        """The CLIP model of that name."""
        return open_clip_model(name)

    def model(self, role: Role) -> Model | None:
        """The first model named for a role, or None."""
        return next(iter(self.panel_of(role)), None)

    def panel(self, role: Role) -> tuple[Model, ...]:
        """All models named for a role."""
        return self.panel_of(role)


def check_servers(steps: Sequence[Step], servers: Settings) -> None:
    """Find out before the first row whether what is to answer for tools is set up. Raises `UserError`."""
    for step in steps:
        names = [setting.name for setting in fields(step)]  # type: ignore[arg-type]
        for told in (getattr(step, name, None) for name in (*names, "tool_settings")):
            if isinstance(told, ToolSettings) and told.backends:
                from synthloom.generators.tools.online import check_backends

                check_backends(told, servers)


def seeded(seed: int, *parts: str) -> Callable[[], Random]:
    """Makes a generator that gives the same numbers for the same seed and content, whatever ran before it."""
    return partial(_generator, seed, parts)


def _generator(seed: int, parts: Sequence[str]) -> Random:
    return Random("\0".join((str(seed), *parts)))
