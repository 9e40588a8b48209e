"""Free ReAct: in every turn a model thinks and calls any tool, or answers.

React(Talk(model, Native(), "Which river …?", session)).move(steps, must_answer=False)
→ Move("The picture shows a bridge; …", "text_search", '{"queries": ["…"]}', tokens=212)
"""

from collections.abc import Sequence
from dataclasses import dataclass

from synthloom.generators.rolling.loop import Move
from synthloom.generators.rolling.talk import Talk
from synthloom.generators.rolling.turns import offered
from synthloom.schemas.trajectories import TrajectoryStep


@dataclass
class React:
    """A `Policy`: one model's turns in one rollout."""

    talk: Talk

    async def move(self, steps: Sequence[TrajectoryStep], must_answer: bool) -> Move:
        """Ask for the next turn. Raises what the engine raises."""
        schemas = offered(self.talk.speech, self.talk.session.tools)
        move, turn = await self.talk.ask(steps, schemas, must_answer)
        self.talk.turns.append(turn)
        return move
