"""The context a test hands to a step."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.engines.settings import Settings
from synthloom.generators.tools.session import open_session
from synthloom.schemas.media import Media
from synthloom.schemas.steps import Model, Role
from synthloom.schemas.tools import Session, ToolSettings


@dataclass
class StepContext:
    """A real media store, a seeded generator, and whichever models a test hands in."""

    media: LocalMedia
    random: random.Random
    models: Mapping[Role, Model | tuple[Model, ...]] = field(default_factory=dict)
    """One for a role, or a panel."""
    servers: Settings = field(default_factory=Settings)

    @property
    def corpora(self) -> LocalCorpora:
        return LocalCorpora(self.media.root)

    def session(self, corpus: str, images: Sequence[Media], settings: ToolSettings) -> Session:
        return open_session(self.media, self.corpora, self.media.root, corpus, images, settings, self.servers)

    def model(self, role: Role) -> Model | None:
        return next(iter(self.panel(role)), None)

    def panel(self, role: Role) -> tuple[Model, ...]:
        named = self.models.get(role, ())
        return named if isinstance(named, tuple) else (named,)
