"""The context a step gets: media, models bound to a record, and a random generator that depends on content alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from synthloom.engines.clip import open_clip_model
from synthloom.schemas.corpus import Corpora
from synthloom.schemas.media import MediaStore
from synthloom.schemas.steps import Model, Role, Similarity


@dataclass(frozen=True)
class StepContext:
    """One record's view of what a run offers; see `schemas.steps.Context`."""

    media: MediaStore
    random: Random
    models: Mapping[Role, Model]
    corpora: Corpora

    def clip(self, name: str) -> Similarity:
        """The CLIP model of that name."""
        return open_clip_model(name)

    def model(self, role: Role) -> Model | None:
        """The model named for a role, or None."""
        return self.models.get(role)


def seeded(seed: int, *parts: str) -> Random:
    """A generator that gives the same numbers for the same seed and content, whatever ran before it."""
    return Random("\0".join((str(seed), *parts)))
