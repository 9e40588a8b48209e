"""The policy of rules: it knows the evidence path, and says and uses of it only what it has read (CodeVision's way).

    policy = ScriptedPolicy(record, session, Random(7), rollout=0)
    await policy.move((), False) → Move("It all starts from the country whose capital is Ljubljana. …", "text_search",
                                        '{"queries": ["country capital Ljubljana"], "top_k": 5}')

What it looks for is known beforehand; where that stands is not. Each call is made to see one thing, the observation is
read, and the way goes on only from what stood there: a name, an address, a value. What isn't found is tried another
way, and when no way is left the answer is none.
"""

from collections.abc import Generator, Sequence
from random import Random

from synthloom.generators.rolling.loop import Move
from synthloom.generators.rolling.scripted_habits import habits
from synthloom.generators.rolling.scripted_hops import ask, follow, verify
from synthloom.generators.rolling.scripted_plan import plan_of
from synthloom.generators.rolling.scripted_start import start
from synthloom.generators.rolling.scripted_turns import Turns
from synthloom.generators.wordings.rollout_reading import FINISH, GIVE_UP
from synthloom.generators.wordings.rollout_relations import asked_for
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.tools import Session
from synthloom.schemas.trajectories import TrajectoryStep

_FLAWS = {"blur": "blurred", "downsample": "very small and coarse", "perspective": "seen from a slant"}


class ScriptedPolicy:
    """Moves by rule; one object for each rollout. All its choices come from the generator given."""

    def __init__(self, record: SearchQuestion, session: Session, random: Random, rollout: int) -> None:
        self._record = record
        self._turns = Turns(plan_of(record), habits(random, rollout), session, random)
        self._moves: Generator[Move, TrajectoryStep, bool] | None = None

    async def move(self, steps: Sequence[TrajectoryStep], must_answer: bool) -> Move:
        """The next turn after these; `must_answer`: there is no other."""
        if not must_answer:
            try:
                if self._moves is None:
                    self._moves = self._play()
                    return next(self._moves)
                return self._moves.send(steps[-1])
            except StopIteration:
                pass
        return self._answer()

    def _play(self) -> Generator[Move, TrajectoryStep, bool]:
        turns, legs = self._turns, self._turns.plan.legs
        damage = self._record.degradation
        turns.clean = damage.clean.hash if damage else ""
        wanted = [leg.looked_for("{s}") for leg in legs[1:]] + [asked_for(turns.plan.asked, "{s}")]
        repair, flaw = (damage.repair, _FLAWS[damage.operation]) if damage else ("", "")
        begun = yield from start(turns, wanted, repair, flaw)
        if begun < 0:
            return False
        turns.place = begun
        for place in range(begun + 1, len(legs)):
            if not (yield from follow(turns, legs[place - 1], legs[place], wanted[place])):
                return False
            turns.place = place
        found = yield from ask(turns)
        if found and turns.habits.verifies:
            yield from verify(turns)
        return found

    def _answer(self) -> Move:
        """The answer where it was read, else none and why."""
        turns, legs = self._turns, self._turns.plan.legs
        if turns.answered is not None:
            path = " → ".join(turns.found) if len(turns.found) > 1 else ""
            said = turns.speaker.say(FINISH, path=path, answer=self._record.answer)
            return Move(turns.thought(said), answer=self._record.answer)
        here = turns.found[-1] if turns.found else ""
        place = turns.place + 1
        missing = turns.plan.mention
        if here:
            missing = legs[place].target(here) if place < len(legs) else asked_for(turns.plan.asked, here)
        return Move(turns.thought(turns.speaker.say(GIVE_UP, missing=missing)), answer="")
