"""OpenSearch-VL's tasks for RL (arXiv 2605.05185, 2.4): questions with a reward, format · (0.8 answer + 0.2 query).

    question, poster → prompt, tools, reward, pass_rate 0.75 over 4 rollouts

Questions come from the splits rl and test alone: no start of a path is shared with `search-vl-sft`. A task that no
rollout solves is dropped, since nobody knows whether these tools can. The reward is tried on the answer, on its other
forms and on a wrong one.
"""

from synthloom.catalog.sources.wikipedia import open_sources
from synthloom.filters.take_split import TakeSplit
from synthloom.flows.recipe import Recipe
from synthloom.flows.search_vl import RECIPE as SEARCH_VL
from synthloom.generators.rl_task import MakeRLTask
from synthloom.generators.rollout import Rollout
from synthloom.verifiers.reward_holds import RewardHolds

RECIPE = Recipe(
    name="search-vl-rl",
    version=1,
    summary="search-vl's questions as tasks for reinforcement learning, with an executable reward and pass rates",
    open_sources=open_sources,
    parent=SEARCH_VL,
    steps=(TakeSplit(splits=("rl", "test")), Rollout(), MakeRLTask(), RewardHolds()),
)
