"""Rollouts of a question in the real tool environment: by rules from its evidence path, or by a model.

    SearchQuestion("The coastal Alpine country whose capital is Ljubljana borders a second country, …", hops=2)
    → Trajectory(rollout=0, outcome="correct", steps=(text_search, visit, visit, answer), final_answer="414.90 km²")
      Trajectory(rollout=1, …), …

All K are returned, wrong ones too: the steps after this one judge and choose. Without a policy model the rules answer:
real calls, real observations, and thoughts that name nothing before it was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.dialects.known import named
from synthloom.generators.rolling.attempts import AttemptSettings, ChosenMode, attempts
from synthloom.generators.rolling.loop import Limits
from synthloom.generators.rolling.model_policy import NATIVE
from synthloom.generators.tools.environment import environment_of
from synthloom.generators.tools.offered import tools_named
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Context, Role
from synthloom.schemas.tools import ToolSettings
from synthloom.schemas.trajectories import Trajectory


@dataclass(frozen=True)
class Rollout:
    """K tries at a question."""

    name: ClassVar[str] = "rollout"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("policy", "judge")
    mode: ChosenMode = "auto"
    k: int = 4
    turns: int = 20
    tokens: int = 32_000
    """Most that a model may write in one rollout."""
    seconds: float = 600.0
    images: int = 40
    """Most that tools may bring in one rollout."""
    fatal_after: int = 3
    """Failures in a row that end a rollout."""
    fold: int = 0
    """How many results of tools stay in a model's context; 0: all."""
    dialect: str = NATIVE
    """How a model speaks: by tool calls, or in a dialect of `catalog.dialects`."""
    temperature: float = 1.0
    without_tools: int = 0
    """Draws of the model without tools; 0: the benefit of tools isn't measured."""
    tools: tuple[str, ...] = ()
    """Names of the tools offered; none: all that are on by default."""
    backends: tuple[tuple[str, str], ...] = ()
    """Tool → what answers for it, where that isn't the embedded one."""
    timeout: float = 20.0
    """Seconds for one call."""
    clip: str = ""
    """`ARCHITECTURE/WEIGHTS` for searching pictures; empty: by perceptual features and names."""

    def __post_init__(self) -> None:
        least = {"k": 1, "turns": 2, "tokens": 1, "images": 1, "fatal_after": 1}
        wrong = [f"{name}={getattr(self, name)}" for name, low in least.items() if getattr(self, name) < low]
        wrong += [f"{name}={getattr(self, name)}" for name in ("seconds", "timeout") if getattr(self, name) <= 0]
        wrong += [f"{name}={getattr(self, name)}" for name in ("fold", "without_tools") if getattr(self, name) < 0]
        wrong += [f"temperature={self.temperature}"] if self.temperature < 0 else []
        if wrong:
            raise ValueError(
                f"{', '.join(wrong)}: k, tokens, images and fatal_after must be 1 or more, turns 2 or more, seconds "
                "and timeout above 0, fold, without_tools and temperature 0 or more"
            )
        if self.dialect != NATIVE:
            named(self.dialect)  # a name that nobody knows is told of even where no model speaks

    @property
    def makes(self) -> type[Trajectory]:
        return Trajectory

    @property
    def draws(self) -> int:
        """About how many calls of a model a question takes, for `plan`: the paper's rollouts have 6.3 tool turns."""
        return 7 * self.k + self.without_tools

    @property
    def tool_settings(self) -> ToolSettings:
        """The settings of the sessions."""
        return ToolSettings(names=self.tools, backends=self.backends, timeout=self.timeout, clip=self.clip)

    @property
    def environment(self) -> str:
        """What decides observations on this machine. Raises `UserError` where a tool isn't known."""
        return environment_of(tools_named(self.tools), self.tool_settings)

    async def generate(self, record: SearchQuestion, context: Context) -> Sequence[Trajectory]:
        settings = AttemptSettings(
            mode=self.mode,
            k=self.k,
            limits=Limits(self.turns, self.tokens, self.seconds, self.images, self.fatal_after),
            fold=self.fold,
            dialect=self.dialect,
            temperature=self.temperature,
            without_tools=self.without_tools,
            tools=self.tool_settings,
        )
        return await attempts(record, context, settings)
