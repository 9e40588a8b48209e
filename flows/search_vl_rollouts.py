"""All rollouts of `search-vl`'s questions, right and wrong: for preferences (`pref_parts`) and research on rewards.

    question, poster → 8 trajectories, 5 correct, 2 wrong, 1 fatal; each with its outcome, scores and critique

Nothing is rejected by outcome, and none by format: a malformed call is what the other rollout's call is preferred to.
The scripted policy is hardly ever wrong, so this is a recipe for a model: `--model policy=NAME`.
"""

from synthloom.catalog.sources.wikipedia import open_sources
from synthloom.filters.take_split import TakeSplit
from synthloom.flows.recipe import Recipe
from synthloom.flows.search_vl import RECIPE as SEARCH_VL
from synthloom.generators.critique import Critique
from synthloom.generators.rollout import Rollout

RECIPE = Recipe(
    name="search-vl-rollouts",
    version=1,
    summary="all rollouts of search-vl's questions, right and wrong: for preferences and research on rewards",
    open_sources=open_sources,
    parent=SEARCH_VL,
    steps=(TakeSplit(splits=("sft",)), Rollout(k=8), Critique()),
)
