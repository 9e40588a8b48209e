"""Policies of models by mode and dialect.

model_policy(model, mode="react", dialect="native", question="Which …?", session=session, fold=5, draw=2) → Policy
"""

from typing import Literal

from synthloom.catalog.dialects.known import named
from synthloom.generators.rolling.loop import Policy
from synthloom.generators.rolling.react import React
from synthloom.generators.rolling.staged import SEARCH, Stage, Staged
from synthloom.generators.rolling.talk import Talk
from synthloom.generators.rolling.turns import Native, Speech, Tagged
from synthloom.schemas.steps import Model
from synthloom.schemas.tools import Session

NATIVE = "native"


def model_policy(
    model: Model,
    *,
    mode: Literal["react", "staged"],
    dialect: str,
    question: str,
    session: Session,
    fold: int = 0,
    temperature: float = 0.0,
    draw: int = 0,
    stages: tuple[Stage, ...] = SEARCH,
) -> Policy:
    """A policy for one rollout; dialect: `native` or one of `catalog.dialects`. Raises `UserError`."""
    speech: Speech = Native() if dialect == NATIVE else Tagged(named(dialect))
    talk = Talk(model, speech, question, session, fold, temperature, draw)
    return Staged(talk, stages) if mode == "staged" else React(talk)
