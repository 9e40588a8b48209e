"""The context a test hands to a step."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.schemas.steps import Model, Role


@dataclass
class StepContext:
    """A real media store, a seeded generator, and whichever models a test hands in."""

    media: LocalMedia
    random: random.Random
    models: Mapping[Role, Model] = field(default_factory=dict)

    @property
    def corpora(self) -> LocalCorpora:
        return LocalCorpora(self.media.root)

    def model(self, role: Role) -> Model | None:
        return self.models.get(role)
